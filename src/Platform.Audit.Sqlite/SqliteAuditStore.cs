using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Sqlite;

/// <summary>Keeps a log in a SQLite file, for the processes of one machine.</summary>
/// <remarks>
/// A batch is on the disk when its call returns (write-ahead log, <c>synchronous = FULL</c>). Who adds holds a lock on the file <c>….lock</c> beside it, which the
/// system takes away from a process that dies. One connection writes and checkpoints. SQLite works synchronously, and so do the calls. Thread-safe.
/// </remarks>
public sealed partial class SqliteAuditStore : IAuditIntakeStore, IAuditSearchStore, IAuditPersonalStore, IAuditInspectedStore, IAuditPartitionedStore, IDisposable
{
    /// <summary>How many records a partition has unless something else is said: 65,536.</summary>
    public const int DefaultPartitionSize = 1 << 16;

    internal const int BusyTimeoutSeconds = 5;
    private const int IoErrorWrite = 778;
    private const int IoErrorFsync = 1034;
    private const int IoErrorDirectoryFsync = 1290;

    /// <summary>What .NET can hold, in microseconds since 1970.</summary>
    private const long EarliestTime = -62_135_596_800_000_000;

    private const long LatestTime = 253_402_300_799_999_999;

    /// <summary>
    /// The first in which two connections that write and checkpoint at once cannot damage a write-ahead log that begins anew: the application's transactions
    /// are in this file too.
    /// </summary>
    private static readonly Version LeastVersion = new(3, 51, 3);

    /// <summary>What a system says of a file that another process has locked: Windows, Linux, macOS.</summary>
    private static readonly int[] LockedByAnother = [unchecked((int)0x80070020), 11, 35];

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly string _connectionString;
    private readonly string _writingConnectionString;
    private readonly Action<SqliteConnection>? _configure;
    private readonly SearchIndex _index;
    private readonly bool _isReadOnly;
    private FileStream? _ownership;
    private BatchWriter? _writer;
    private bool _isDisposed;

    /// <summary>Names the file, which is opened when it is first needed.</summary>
    /// <param name="path">The file; it and its tables are made where they are missing. On a local disk: SQLite's locks do not hold on network file systems.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public SqliteAuditStore(string path)
        : this(path, configure: null)
    {
    }

    internal SqliteAuditStore(string path, Action<SqliteConnection>? configure, bool isReadOnly = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _isReadOnly = isReadOnly;
        var settings = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = BusyTimeoutSeconds };
        if (isReadOnly)
            settings.Mode = SqliteOpenMode.ReadOnly;
        _connectionString = settings.ToString();
        // In a pool it would keep a transaction that has failed, and its lock.
        settings.Pooling = false;
        _writingConnectionString = settings.ToString();
        _configure = configure;
        _index = new SearchIndex(_path, BusyTimeoutSeconds, isReadOnly);
    }

    /// <summary>How many records are dropped at once: a range that is deleted in one transaction, for which whoever appends waits.</summary>
    /// <value><see cref="DefaultPartitionSize"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is no multiple of 256, or none at all.</exception>
    public int PartitionSize
    {
        get;
        init
        {
            RequirePartitionSize(value, nameof(PartitionSize));
            field = value;
        }
    } = DefaultPartitionSize;

    internal static void RequirePartitionSize(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TileAddress.FullWidth, name);
        ArgumentOutOfRangeException.ThrowIfNotEqual(value % TileAddress.FullWidth, 0, name);
    }

    /// <summary>The file that whoever has a log holds.</summary>
    internal static string LockOf(string path) => path + ".lock";

    /// <summary>Opens a log to read it: nothing is made, and nothing can be written, neither to the log nor to its index.</summary>
    /// <param name="path">The file. Its folder must be writable where no other process has it open: SQLite shares its journal by a file beside it.</param>
    /// <returns>The store.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SqliteAuditStore OpenReadOnly(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(path) ? new SqliteAuditStore(path, configure: null, isReadOnly: true) : throw new FileNotFoundException($"There is no file {path}.", path);
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened, read or written.</exception>
    public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isReadOnly)
                throw new InvalidOperationException("This audit log was opened to be read.");
            if (!TryOwn())
                return new((AuditStoreState?)null);
            _writer?.Dispose();
            _writer = null;
            using var connection = Open(_writingConnectionString);
            Run(connection, AuditTables.NextEpoch);
            return new(ReadState(connection));
        }
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_connectionString);
        return new(ReadState(connection));
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be written, or stays locked for five seconds.</exception>
    public ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Write(writer => writer.Commit(batch), cancellationToken);
        return default;
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be written, or stays locked for five seconds.</exception>
    public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        Write(writer => writer.SaveCheckpoint(epoch, checkpoint.ToArray()), cancellationToken);
        return default;
    }

    /// <inheritdoc />
    public string InsertIntake => AuditTables.InsertIntake;

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeAsync(int most, long mostBytes, CancellationToken cancellationToken)
    {
        IReadOnlyList<AuditIntakeRow> rows = [];
        Write(writer => rows = writer.ReadIntake(most, mostBytes), cancellationToken);
        return new(rows);
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlySet<long>> FindIntakeAsync(IReadOnlyCollection<long> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_connectionString);
        using var count = connection.Prepare(AuditTables.HasIntake, "$id");
        var found = new HashSet<long>();
        foreach (var row in rows)
        {
            count.Set(row);
            if ((long)count.ExecuteScalar()! > 0)
                found.Add(row);
        }
        return new(found);
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be written, or stays locked for five seconds.</exception>
    public ValueTask RelayAsync(AuditRelay relay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(relay);
        cancellationToken.ThrowIfCancellationRequested();
        // Out of the pool: it would keep a transaction that has failed, and its lock.
        using var connection = Open(_writingConnectionString);
        using var transaction = connection.BeginTransaction(deferred: false);
        using var producer = connection.Prepare(AuditTables.CountProducer, "$producer", "$first", "$last");
        producer.Transaction = transaction;
        producer.Set(relay.Producer, relay.First, relay.Last);
        if (producer.ExecuteNonQuery() == 0)
            return default;
        using var insert = connection.Prepare(AuditTables.Relay, "$record");
        insert.Transaction = transaction;
        foreach (var record in relay.Records)
        {
            insert.Set(record.ToArray());
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return default;
    }

    /// <inheritdoc />
    public ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        Release();
        return default;
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_connectionString);
        using var command = connection.CreateCommand();
        command.CommandText = address.IsEntries ? AuditTables.SelectRecords : address.Level == 0 ? AuditTables.SelectHashes : AuditTables.SelectNodes;
        if (address is { IsEntries: false, Level: > 0 })
            command.Parameters.AddWithValue("$level", address.Level);
        var first = address.Index * TileAddress.FullWidth;
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$end", first + address.Width);
        using var reader = command.ExecuteReader();
        var tile = new MemoryStream(address.Width * TreeHash.Length);
        var count = 0;
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        for (; reader.Read(); count++)
        {
            var bytes = reader.GetFieldValue<byte[]>(1);
            if (address.IsEntries)
            {
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Math.Min(bytes.Length, ushort.MaxValue));
                tile.Write(length);
            }
            tile.Write(bytes);
        }
        if (count == address.Width)
            return new(tile.ToArray());
        return new(count == 0 && address is { IsEntries: false, Level: 0 } ? ReadTile(connection, address) : default);
    }

    /// <summary>The hashes of records that were dropped are kept in whole tiles.</summary>
    private static ReadOnlyMemory<byte> ReadTile(SqliteConnection connection, TileAddress address)
    {
        using var select = connection.Prepare(AuditTables.SelectTile, "$idx");
        select.Set(address.Index);
        return select.ExecuteScalar() is byte[] tile && tile.Length >= address.Width * TreeHash.Length ? tile.AsMemory(0, address.Width * TreeHash.Length) : default;
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The index cannot be opened or read.</exception>
    public ValueTask<long> ReadIndexedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_index.Count(ReadKeptFrom()));
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The index cannot be opened or read.</exception>
    public ValueTask<bool> IsIndexWholeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_index.IsWhole(ReadKeptFrom()));
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The index cannot be opened or written.</exception>
    public ValueTask ClearIndexAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _index.Clear();
        return default;
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The index cannot be opened or written.</exception>
    public ValueTask IndexAsync(IReadOnlyList<AuditIndexEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        _index.Add(entries, ReadKeptFrom());
        return default;
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The index cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<long>?> SearchAsync(AuditQuery query, long size, int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_index.Search(query, size, most));
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<AuditPersonalContent>> ReadPersonalAsync(long first, long end, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_connectionString);
        using var select = connection.Prepare(AuditTables.SelectPersonal, "$first", "$end");
        select.Set(first, end);
        using var reader = select.ExecuteReader();
        List<AuditPersonalContent> found = [];
        while (reader.Read())
        {
            found.Add(new AuditPersonalContent(
                reader.GetInt64(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? default : reader.GetFieldValue<byte[]>(3),
                reader.IsDBNull(4) ? default : reader.GetFieldValue<byte[]>(4), reader.IsDBNull(5) ? null : reader.GetInt64(5)));
        }
        return new(found);
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<long>> FindTagAsync(ReadOnlyMemory<byte> tag, long after, int most, CancellationToken cancellationToken) =>
        FindPersonal(AuditTables.SelectTag, tag.ToArray(), after, most, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<long>> FindSubjectAsync(string subject, long after, int most, CancellationToken cancellationToken) =>
        FindPersonal(AuditTables.SelectSubject, subject, after, most, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<(long First, long Last)>> FindRunsAsync(int most, CancellationToken cancellationToken) => Read<IReadOnlyList<(long, long)>>(connection => StoreRows.Runs(connection, most), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<AuditRecordRow>> ReadRecordRowsAsync(long first, long end, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AuditRecordRow>>(connection => StoreRows.Records(connection, first, end), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<AuditNodeRow>> ReadNodeRowsAsync((int Level, long Index)? after, int most, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AuditNodeRow>>(connection => StoreRows.Nodes(connection, after, most), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeRowsAsync(long after, int most, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AuditIntakeRow>>(connection => StoreRows.Intake(connection, after, most), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyDictionary<long, long>> ReadProducersAsync(CancellationToken cancellationToken) => Read<IReadOnlyDictionary<long, long>>(StoreRows.Producers, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<string>> FindMissingGuardsAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<string>>(StoreRows.MissingGuards, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The index cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<AuditIndexEntry>> ReadIndexRowsAsync(long first, long end, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_index.Rows(first, end));
    }

    private long ReadKeptFrom()
    {
        using var connection = Open(_connectionString);
        using var select = connection.Prepare(AuditTables.SelectKeptFrom);
        return (long)select.ExecuteScalar()!;
    }

    private ValueTask<T> Read<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_connectionString);
        return new(read(connection));
    }

    private ValueTask<IReadOnlyList<long>> FindPersonal(string statement, object value, long after, int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_connectionString);
        using var select = connection.Prepare(statement, "$value", "$after", "$most");
        select.Set(value, after, most);
        using var reader = select.ExecuteReader();
        List<long> found = [];
        while (reader.Read())
            found.Add(reader.GetInt64(0));
        return new(found);
    }

    /// <summary>Closes the file, and lets go of the log.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Release();
            _isDisposed = true;
        }
        // Nobody pays for what is in a pool of a log that is closed.
        using var ofPool = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(ofPool);
        _index.Close();
    }

    private void Release()
    {
        lock (_lock)
        {
            _writer?.Dispose();
            _writer = null;
            _ownership?.Dispose();
            _ownership = null;
        }
    }

    /// <summary>
    /// After a sync that has failed nobody knows what is on the disk: the system has forgotten what it could not write, and reading gives what should be
    /// there. Trying again would
    /// acknowledge what a power cut takes.
    /// </summary>
    internal static bool IsDiskInDoubt(SqliteException exception) => exception.SqliteExtendedErrorCode is IoErrorFsync or IoErrorDirectoryFsync or IoErrorWrite;

    private void Write(Action<BatchWriter> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_ownership is null)
                throw new AuditFencedException("This process does not have the log.");
            // Kept open: its statements stay compiled.
            _writer ??= new BatchWriter(Open(_writingConnectionString));
            try
            {
                write(_writer);
            }
            catch (Exception failure)
            {
                // Whatever state it is in, the next begins anew.
                _writer.Dispose();
                _writer = null;
                if (failure is SqliteException inner && IsDiskInDoubt(inner))
                {
                    throw new AuditIntegrityException(
                        "The disk has failed while the audit log was written, and what is on it cannot be known any more. Look at the disk and restart: what is read then is what there is.", failure);
                }
                throw;
            }
        }
    }

    private bool TryOwn()
    {
        if (_ownership is not null)
            return true;
        try
        {
            _ownership = new FileStream(LockOf(_path), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
            return true;
        }
        catch (IOException exception) when (LockedByAnother.Contains(exception.HResult))
        {
            return false;
        }
    }

    private static AuditStoreState ReadState(SqliteConnection connection)
    {
        // One transaction: between two statements another process could add.
        using var transaction = connection.BeginTransaction(deferred: true);
        using var log = connection.CreateCommand();
        log.Transaction = transaction;
        log.CommandText = AuditTables.SelectLog;
        using var row = log.ExecuteReader();
        if (!row.Read())
            throw new AuditIntegrityException("The row of the audit log in SQLite is missing.");
        if (row.GetInt64(0) != AuditTables.Version)
            throw new InvalidOperationException($"The audit log in {connection.DataSource} is of version {row.GetInt64(0)}, and this package knows version {AuditTables.Version}: use the package that wrote it, or a newer one.");
        var (epoch, checkpoint) = (row.GetInt64(1), row.GetFieldValue<byte[]>(2));
        var (keptFrom, droppedBy) = (row.GetInt64(3), row.IsDBNull(4) ? (long?)null : row.GetInt64(4));
        using var last = connection.CreateCommand();
        last.Transaction = transaction;
        last.CommandText = AuditTables.SelectLast;
        using var record = last.ExecuteReader();
        if (!record.Read())
            return new AuditStoreState(epoch, 0, TreeHash.Empty, DateTimeOffset.MinValue, checkpoint) { KeptFrom = keptFrom, DroppedBy = droppedBy };
        var index = record.GetInt64(0);
        if (record.IsDBNull(2) || record.GetFieldValue<byte[]>(2) is not { Length: TreeHash.Length } root)
            throw new AuditIntegrityException($"Record {index} is the last that is stored, and no transaction has ended there: records after it are missing.");
        return new AuditStoreState(epoch, index + 1, new TreeHash(root), Time(record.GetInt64(1)), checkpoint) { KeptFrom = keptFrom, DroppedBy = droppedBy };
    }

    private static DateTimeOffset Time(long microseconds) =>
        microseconds is >= EarliestTime and <= LatestTime
            ? new(DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero)
            : throw new AuditIntegrityException("The time of the last record is none.");

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static bool IsOld(SqliteConnection connection)
    {
        using var version = connection.CreateCommand();
        version.CommandText = AuditTables.SelectVersion;
        return version.ExecuteScalar() is AuditTables.Version - 1;
    }

    /// <summary>Whoever has the log of the version before goes on as that version knows it: nothing is changed under it.</summary>
    /// <exception cref="InvalidOperationException">A process has the log.</exception>
    private void Upgrade(SqliteConnection connection)
    {
        lock (_lock)
        {
            var hadIt = _ownership is not null;
            if (!TryOwn())
                throw new InvalidOperationException($"The audit log in {connection.DataSource} is of version {AuditTables.Version - 1}, and a process has it: stop that one first, and then open it once to bring it to version {AuditTables.Version}.");
            try
            {
                Make(connection, AuditTables.Upgrade, IsOld);
            }
            finally
            {
                if (!hadIt)
                    Release();
            }
        }
    }

    private static void Make(SqliteConnection connection, string text, Func<SqliteConnection, bool> isNeeded)
    {
        // One process at a time, and who comes second finds it done.
        Run(connection, "BEGIN IMMEDIATE");
        if (isNeeded(connection))
            Run(connection, text);
        Run(connection, "COMMIT");
    }

    private static SqliteConnection RequireLog(SqliteConnection connection)
    {
        using var isMade = connection.Prepare(AuditTables.IsMade);
        if ((long)isMade.ExecuteScalar()! == 0)
            throw new InvalidOperationException($"There is no audit log in {connection.DataSource}.");
        return IsOld(connection)
            ? throw new InvalidOperationException($"The audit log in {connection.DataSource} is of version {AuditTables.Version - 1}: it has to be opened to be written once, which brings it to version {AuditTables.Version}.")
            : connection;
    }

    private SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            if (_isReadOnly)
                return RequireLog(connection);
            if (Version.TryParse(connection.ServerVersion, out var version) && version < LeastVersion)
                throw new NotSupportedException($"SQLite {connection.ServerVersion} is too old: an audit log needs {LeastVersion} or newer.");
            // FULL: what was acknowledged must survive a power cut; on macOS that takes more than fsync. What is deleted is overwritten, and not only forgotten, also where a page is parted in two.
            Run(connection, $"PRAGMA busy_timeout = {BusyTimeoutSeconds * 1_000}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON");
            using (var isMade = connection.CreateCommand())
            {
                isMade.CommandText = AuditTables.IsMade;
                if ((long)isMade.ExecuteScalar()! == 0)
                    Make(connection, AuditTables.Create, isNeeded: static _ => true);
                else if (IsOld(connection))
                    Upgrade(connection);
            }
            _configure?.Invoke(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
