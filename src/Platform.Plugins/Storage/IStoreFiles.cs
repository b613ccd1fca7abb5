namespace Platform.Plugins.Storage;

/// <summary>
/// The few things that a store does with a disk, each of which can be the last before a power cut. Paths are relative to the store, with forward slashes.
/// </summary>
internal interface IStoreFiles
{
    /// <summary>The bytes of a file; nothing if there is none.</summary>
    byte[]? Read(string path);

    /// <summary>Writes a file anew. When it returns its bytes are on the disk; its name is only after <see cref="Synchronise"/>.</summary>
    void Write(string path, ReadOnlySpan<byte> bytes);

    /// <summary>Makes a folder, and those above it, unless they are there.</summary>
    void CreateFolder(string path);

    /// <summary>Gives a file or a folder another name, in one step; a file takes the place of another.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file, or a folder with all that is in it, if it is there.</summary>
    void Delete(string path);

    /// <summary>The names of what is in a folder; none if it is not there.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Waits until the names in a folder are on the disk.</summary>
    void Synchronise(string folder);

    /// <summary>Keeps other processes from changing the store; nothing if one does.</summary>
    IDisposable? TryLock();
}
