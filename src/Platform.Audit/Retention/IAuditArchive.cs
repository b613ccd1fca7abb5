namespace Platform.Audit.Retention;

/// <summary>Where records go before they are dropped: files that are written once. A folder is one (<see cref="FolderAuditArchive"/>), a
/// bucket can be.</summary>
public interface IAuditArchive
{
    /// <summary>Writes a file, unless one of that name is there: what is there is never replaced, whoever has written it. When this returns a file is there for
    /// good, and whole; if it throws, or the process dies, none is there that was not before.</summary>
    /// <param name="name">Its name: letters, digits, dots and dashes.</param>
    /// <param name="write">Writes what is in it. Not called where one is there already.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it was written now.</returns>
    ValueTask<bool> WriteAsync(string name, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken);

    /// <summary>Opens a file to read it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What is in it, for the caller to dispose of; <see langword="null"/> where there is none.</returns>
    ValueTask<Stream?> OpenAsync(string name, CancellationToken cancellationToken);
}
