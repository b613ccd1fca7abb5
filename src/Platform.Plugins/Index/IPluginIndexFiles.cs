namespace Platform.Plugins.Index;

/// <summary>The files of an index, wherever they are. Nobody trusts them: what is read is verified.</summary>
public interface IPluginIndexFiles
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, with <c>/</c> between folders.</param>
    /// <param name="mostBytes">How large it may be.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Its bytes; <see langword="null"/> where there is none.</returns>
    /// <exception cref="PluginIndexException">It is larger.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<byte[]?> ReadAsync(string path, long mostBytes, CancellationToken cancellationToken = default);
}
