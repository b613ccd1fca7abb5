namespace Platform.Plugins.Packages;

/// <summary>The places that files of a package take, on a system where case does not count.</summary>
internal sealed class PackagePlaces
{
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _folders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a place.</summary>
    /// <returns>The file that has it, or has it as a folder; nothing when it was free.</returns>
    public string? Take(string path)
    {
        if (_folders.TryGetValue(path, out var below) || !_files.TryAdd(path, path))
            return below ?? _files[path];
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            var folder = path[..slash];
            if (_files.TryGetValue(folder, out var file))
                return file;
            // Lib/a and lib/b would be one folder here and two there.
            if (_folders.TryGetValue(folder, out var first) && !first.AsSpan(0, slash).SequenceEqual(folder))
                return first;
            _folders.TryAdd(folder, path);
        }
        return null;
    }
}
