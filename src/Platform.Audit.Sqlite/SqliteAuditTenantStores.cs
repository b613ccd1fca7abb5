using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite;

/// <summary>Keeps the log of each tenant in a SQLite file of its own, in one folder: <c>id.db</c>, and what SQLite and the search have
/// beside it. A file can be given away, copied, archived and deleted without the others.</summary>
/// <remarks>What is closed costs nothing but its files. Thread-safe.</remarks>
public sealed class SqliteAuditTenantStores : IAuditTenantStores
{
    private const string Ending = ".db";
    private const int IdLength = 32;

    private readonly string _folder;
    private readonly int _partitionSize;

    /// <summary>Uses a folder.</summary>
    /// <param name="folder">The folder, made where it is missing. On a local disk, and readable by nobody but the service: what it has of
    /// one tenant lies beside what it has of another.</param>
    /// <param name="partitionSize">How many records of a tenant are dropped at once, a multiple of 256. Default:
    /// <see cref="SqliteAuditStore.DefaultPartitionSize"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitionSize"/> is no multiple of 256.</exception>
    public SqliteAuditTenantStores(string folder, int partitionSize = SqliteAuditStore.DefaultPartitionSize)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        SqliteAuditStore.RequirePartitionSize(partitionSize, nameof(partitionSize));
        (_folder, _partitionSize) = (Path.GetFullPath(folder), partitionSize);
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public IAuditStore Open(string id)
    {
        var path = PathOf(id);
        Directory.CreateDirectory(_folder);
        return new SqliteAuditStore(path) { PartitionSize = _partitionSize };
    }

    /// <inheritdoc />
    public ValueTask<IAuditStore?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var path = PathOf(id);
        return new(File.Exists(path) ? SqliteAuditStore.OpenReadOnly(path) : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => new(Directory.Exists(_folder)
        ? [.. Directory.EnumerateFiles(_folder, "*" + Ending).Where(static path => Path.GetExtension(path) == Ending).Select(
            Path.GetFileNameWithoutExtension).OfType<string>().Where(IsId)]
        : []);

    /// <inheritdoc />
    /// <remarks>The files are deleted, and not overwritten: what an undeletion finds is kept from it by encryption of the disk, or of the
    /// contents (<c>ProtectPersonalDataWith</c>).</remarks>
    /// <exception cref="IOException">A process has the log, or the disk refuses.</exception>
    public ValueTask RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var path = PathOf(id);
        if (!File.Exists(path))
            return default;
        // Who has the log holds this.
        var ownership = SqliteAuditStore.LockOf(path);
        using (new FileStream(
            ownership, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0
            }))
        {
            foreach (var file in Directory.EnumerateFiles(_folder, id + Ending + "*").Where(file => file != ownership).ToList())
                File.Delete(file);
        }
        File.Delete(ownership);
        return default;
    }

    /// <summary>Whether it is one: files that are something else may lie in the folder.</summary>
    private static bool IsId(string name) => name.Length == IdLength && name.All(char.IsAsciiHexDigitLower);

    private string PathOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return IsId(id) ? Path.Combine(_folder, id + Ending) : throw new ArgumentException($"\"{id}\" is no id of a tenant.", nameof(id));
    }
}
