using System.Runtime.CompilerServices;

namespace Platform.Encryption.Keys;

/// <summary>Keeps wrapped keys in a file: without a database, for some ten thousand keys on one machine.</summary>
/// <remarks>
/// A new key is a line at the end; whatever takes a key away writes the file anew and puts it in the place of the old one, so that nothing of what was destroyed is in it. Both are flushed to the disk
/// before the call returns, and a process that dies between leaves one state or the other. Several processes of one machine may use one file: who changes it holds a lock on a file beside it
/// (<c>.lock</c>). Not for network file systems, which do not lock so. Only its owner can read it, on Unix. Thread-safe.
/// </remarks>
public sealed class FileKeyStore : IKeyStore, IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _guard = new(1, 1);
    private readonly string _lockPath;
    private readonly TimeProvider _time;
    private readonly KeyFile _file;

    /// <summary>Opens a store.</summary>
    /// <param name="path">The file; made when the first key is. Its folder must be there.</param>
    /// <param name="timeProvider">The clock of waiting for another process, or <see langword="null"/> for that of the system.</param>
    public FileKeyStore(string path, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (_lockPath, _file, _time) = (path + ".lock", new KeyFile(path), timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return LookAsync(table => table.Read(scope), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return LookAsync(table => table.Find(ids), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        foreach (var key in await LookAsync(table => table.List(filter), cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ChangeAsync(
            end =>
            {
                if (!_file.Table.TryAdd(key))
                    return false;
                _file.Append(KeyFileFormat.LineOf(key), end);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken)
    {
        StoredKey.CheckSame(current, replacement);
        return ReplaceAsync(table => table.TryRewrap(current, replacement), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return ReplaceAsync(table => table.TryRetire(scope, id), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return await ChangeAsync(
            _ =>
            {
                var destroyed = _file.Table.Destroy(scope, destroyedAt, backupsExpireAt, out var isNew);
                if (isNew)
                    _file.Replace();
                return destroyed;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of what is in memory. The file stays.</summary>
    public void Dispose() => _guard.Dispose();

    private ValueTask<bool> ReplaceAsync(Func<KeyTable, bool> decide, CancellationToken cancellationToken) => ChangeAsync(
        _ =>
        {
            var isDone = decide(_file.Table);
            if (isDone)
                _file.Replace();
            return isDone;
        },
        cancellationToken);

    private async ValueTask<T> LookAsync<T>(Func<KeyTable, T> look, CancellationToken cancellationToken)
    {
        await _guard.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _file.Read();
            return look(_file.Table);
        }
        finally
        {
            _guard.Release();
        }
    }

    /// <summary>Decides on what the file says now, and writes, while nobody else does.</summary>
    private async ValueTask<T> ChangeAsync<T>(Func<long, T> change, CancellationToken cancellationToken)
    {
        await _guard.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var locked = await LockAsync(cancellationToken).ConfigureAwait(false);
            var end = _file.Read();
            try
            {
                return change(end);
            }
            catch
            {
                // It was decided, and may be written or not: the file says.
                _file.Forget();
                throw;
            }
        }
        finally
        {
            _guard.Release();
        }
    }

    /// <summary>The lock goes with the handle, also when the process dies.</summary>
    private async ValueTask<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(_lockPath, options);
            }
            catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && _time.GetElapsedTime(started) < LockTimeout)
            {
                await Task.Delay(LockPoll, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
