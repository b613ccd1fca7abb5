using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Platform.Audit.Checkpoints;

/// <summary>
/// Puts a file in the place of another so that after a crash or a power cut there is the old one or the new one, and never a part, nor the old one after the
/// new one was reported.
/// </summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;

    /// <param name="path">The file, by its full path.</param>
    /// <param name="bytes">What is in it then.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask ReplaceAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // A name of its own: two processes that write at once do not write into one file.
        var unfinished = $"{path}.{Guid.NewGuid():n}.writing";
        try
        {
            var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        SynchroniseFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>A new name is an entry of the folder, and waits for the disk as any other change does. Windows writes it with the file.</summary>
    private static void SynchroniseFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Synchronise(descriptor) != 0)
                throw new IOException($"The folder {folder} cannot be written to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "The generated form needs unsafe code.")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "The generated form needs unsafe code.")]
    private static extern int Synchronise(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "The generated form needs unsafe code.")]
    private static extern int Close(int descriptor);
}
