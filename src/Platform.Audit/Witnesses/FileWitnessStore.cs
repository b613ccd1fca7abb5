using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Checkpoints;

namespace Platform.Audit.Witnesses;

/// <summary>
/// Keeps the last checkpoint of each log in a file of its own. For the processes of one machine: while one compares and writes, it holds a lock on
/// <c>witness.lock</c> in the folder.
/// </summary>
/// <param name="folder">The folder, made where it is missing. It is not restored from a backup: a witness that forgets what it has cosigned is none.</param>
public sealed class FileWitnessStore(string folder) : IWitnessStore
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>What a system says of a file that is locked: Windows, Linux, macOS.</summary>
    private static readonly int[] LockedByAnother = [unchecked((int)0x80070020), 11, 35];

    private readonly string _folder = Path.GetFullPath(folder);

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string origin, CancellationToken cancellationToken)
    {
        var path = PathOf(origin);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : default;
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryReplaceAsync(string origin, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using var releasing = held.ConfigureAwait(false);
        if (!(await ReadAsync(origin, cancellationToken).ConfigureAwait(false)).Span.SequenceEqual(expected.Span))
            return false;
        await DurableFile.ReplaceAsync(PathOf(origin), checkpoint, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>An origin is a line of any text, and no name of a file.</summary>
    private string PathOf(string origin) => Path.Combine(_folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))}.checkpoint");

    private async ValueTask<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(_folder, "witness.lock"), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
            }
            catch (IOException exception) when (LockedByAnother.Contains(exception.HResult))
            {
                await Task.Delay(BetweenTries, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
