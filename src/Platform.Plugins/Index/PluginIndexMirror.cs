namespace Platform.Plugins.Index;

/// <summary>Copies an index for machines that cannot reach it. It copies what was signed, so nobody has to trust the copy either.</summary>
/// <param name="files">The files of the index.</param>
/// <param name="reader">Reads the same files, and verifies them.</param>
public sealed class PluginIndexMirror(IPluginIndexFiles files, PluginIndexReader reader)
{
    /// <summary>Brings a folder up to the index as it is now. Packages that are there already are not fetched again.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops copying; the folder holds then what it held before, and perhaps packages more.</param>
    /// <returns>What was copied.</returns>
    /// <exception cref="PluginIndexException">The index is refused; the fault says why.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public async ValueTask<PluginIndex> CopyAsync(string folder, CancellationToken cancellationToken = default)
    {
        var index = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var copy = new IndexFolder(folder);
        foreach (var release in index.Plugins.SelectMany(plugin => plugin.Releases))
        {
            if (copy.Read(release.Path) is { } there && Packages.PackageDigest.Of(there) == release.File)
                continue;
            copy.Write(release.Path, await reader.DownloadAsync(release, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        // Whoever has been away for long follows the keys from where he was.
        for (var version = 1L; version <= index.Root.Version; version++)
        {
            var path = IndexRoot.FileOf(version);
            if (await files.ReadAsync(path, IndexLimits.SignedBytes, cancellationToken).ConfigureAwait(false) is { } root)
                copy.Write(path, root);
        }
        copy.Write(IndexStatement.CatalogueFileOf(index.Statement.CatalogueDigest), index.CatalogueBytes.Span);
        copy.Write(IndexStatement.File, index.StatementBytes.Span);
        return index;
    }
}
