using Platform.Plugins.Storage;

namespace Platform.Plugins.Index;

/// <summary>Writes the files of an index, each whole for whoever reads it meanwhile.</summary>
internal sealed class IndexFolder(string folder)
{
    private const string New = ".new";

    private readonly DiskFiles _files = new(folder);

    public byte[]? Read(string path) => _files.Read(path);

    /// <summary>Lays a file down, durably, in the place of whatever has its name.</summary>
    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var home = path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
        if (home.Length > 0)
            _files.CreateFolder(home);
        _files.Write(path + New, bytes);
        _files.Move(path + New, path);
        _files.Synchronise(home);
        _files.Synchronise("");
    }
}
