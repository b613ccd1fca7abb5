using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Checkpoints;

namespace Platform.Audit.Witnesses;

/// <summary>
/// Keeps the last checkpoint of each log in a file of its own. For the processes of one machine: while one compares and writes, it holds a lock on
/// a file beside it.
/// </summary>
/// <remarks>
/// A witness that begins anew cosigns whatever it is shown. So a folder is begun once, with <see cref="Initialise"/>; one that is empty because it was not mounted, or was lost, is refused. A witness whose folder is lost
/// is retired, with its key.
/// </remarks>
/// <param name="folder">The folder. It is not restored from a backup: a witness that forgets what it has cosigned is none.</param>
public sealed class FileWitnessStore(string folder) : IWitnessStore
{
    private const string Marker = "witness.initialised";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>What a system says of a file that is locked: Windows, Linux, macOS.</summary>
    private static readonly int[] LockedByAnother = [unchecked((int)0x80070020), 11, 35];

    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>Begins a folder, once in the life of a witness: by hand, or by what sets the machine up, and never by the program that cosigns. One that was begun stays as it is.</summary>
    /// <param name="folder">The folder, made where it is missing.</param>
    /// <exception cref="AuditIntegrityException">It holds checkpoints, and was never begun: somebody has taken that away.</exception>
    public static void Initialise(string folder)
    {
        Directory.CreateDirectory(folder);
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(marker))
            return;
        if (Directory.EnumerateFiles(folder, "*.checkpoint").Any())
            throw new AuditIntegrityException($"The folder {folder} holds checkpoints that a witness has cosigned, and {Marker} is not in it: bring that back, or look who has taken it away.");
        File.WriteAllBytes(marker, []);
    }

    /// <inheritdoc />
    /// <exception cref="AuditIntegrityException">The folder was never begun (<see cref="Initialise"/>), or is not the one that was.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string origin, CancellationToken cancellationToken)
    {
        RequireInitialised();
        try
        {
            return await File.ReadAllBytesAsync(PathOf(origin, "checkpoint"), cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            // Only that: a folder that cannot be looked into is not one in which there is nothing.
            RequireInitialised();
            return default;
        }
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryReplaceAsync(string origin, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        RequireInitialised();
        var held = await LockAsync(PathOf(origin, "lock"), cancellationToken).ConfigureAwait(false);
        await using var releasing = held.ConfigureAwait(false);
        if (!(await ReadAsync(origin, cancellationToken).ConfigureAwait(false)).Span.SequenceEqual(expected.Span))
            return false;
        await DurableFile.ReplaceAsync(PathOf(origin, "checkpoint"), checkpoint, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>An origin is a line of any text, and no name of a file.</summary>
    private string PathOf(string origin, string extension) => Path.Combine(_folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))}.{extension}");

    private void RequireInitialised()
    {
        if (!File.Exists(Path.Combine(_folder, Marker)))
            throw new AuditIntegrityException($"The folder {_folder} is not one in which a witness has begun: it is not mounted, cannot be read, or is new. A new witness begins with FileWitnessStore.Initialise, once.");
    }

    private static async ValueTask<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
            }
            catch (IOException exception) when (LockedByAnother.Contains(exception.HResult))
            {
                await Task.Delay(BetweenTries, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
