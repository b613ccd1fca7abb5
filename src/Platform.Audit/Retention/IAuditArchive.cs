namespace Platform.Audit.Retention;

/// <summary>Where records go before they are dropped: files that are written once. A folder is one (<see cref="FolderAuditArchive"/>), a
/// bucket can be.</summary>
public interface IAuditArchive
{
    /// <summary>Writes a file. When this returns it is there for good, and whole; if it throws, or the process dies, it is not there, or as
    /// it was before.</summary>
    /// <param name="name">Its name: letters, digits, dots and dashes. One that is there is replaced.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is there.</returns>
    ValueTask WriteAsync(string name, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken);

    /// <summary>Opens a file to read it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What is in it, for the caller to dispose of; <see langword="null"/> where there is none.</returns>
    ValueTask<Stream?> OpenAsync(string name, CancellationToken cancellationToken);
}
