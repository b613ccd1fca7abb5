using System.Buffers.Binary;
using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>Keeps a log in PostgreSQL, for any number of hosts, of which one adds at a time.</summary>
/// <remarks>
/// Who adds holds an advisory lock on a connection that is kept; when the connection is gone another host takes over, in the next epoch. A batch is one round trip and one
/// transaction, durable as <c>synchronous_commit</c> says: where it is <c>off</c> it is set to <c>on</c>, and it stays so for this connection. Tables are
/// made where they are missing; a user
/// who may not make any can use those that are there, and needs only INSERT and SELECT on records and nodes. Thread-safe.
/// </remarks>
public sealed partial class PostgreSqlAuditStore : IAuditIntakeStore, IAuditSearchStore, IAuditPersonalStore, IAuditInspectedStore, IAuditPartitionedStore, IAsyncDisposable, IDisposable
{
    /// <summary>The schema of the tables unless another is said.</summary>
    public const string DefaultSchema = "platform_audit";

    /// <summary>How many records a partition takes unless something else is said: 1,048,576.</summary>
    public const int DefaultPartitionSize = 1 << 20;

    /// <summary>Said again even where it is so already: what is changed on the server meanwhile does not reach this connection.</summary>
    internal const string PinDurability =
        "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

    private readonly PostgreSqlTables _database;
    private readonly AuditTables _tables;
    private readonly StoreRows _rows;
    private readonly LogPartitions _partitions;
    private readonly NpgsqlDataSource? _owner;
    private readonly bool _isReadOnly;
    private readonly bool _ownsDataSource;
    private readonly SemaphoreSlim _writing = new(1);
    private NpgsqlConnection? _connection;
    private bool _isDisposed;

    /// <summary>Uses a data source.</summary>
    /// <param name="dataSource">Where the database is.</param>
    /// <param name="schema">The schema of the tables, made where it is missing: one log for each.</param>
    /// <param name="ownsDataSource">Whether it is disposed of with this.</param>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is no plain name.</exception>
    public PostgreSqlAuditStore(NpgsqlDataSource dataSource, string schema = DefaultSchema, bool ownsDataSource = false)
        : this(dataSource, schema, ownsDataSource, isReadOnly: false)
    {
    }

    internal PostgreSqlAuditStore(NpgsqlDataSource dataSource, string schema, bool ownsDataSource, bool isReadOnly)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        PostgreSqlSchemaName.Require(schema);
        _ownsDataSource = ownsDataSource;
        (_tables, _rows, _partitions, _isReadOnly) = (new AuditTables(schema), new StoreRows(schema), new LogPartitions(schema), isReadOnly);
        _database = new PostgreSqlTables(
            dataSource, ownsDataSource, $"{schema}.audit_log", isReadOnly ? null : _tables.Create, AuditTables.Version, "audit log", isReadOnly ? null : PartitionTables.Upgrade(schema, _tables.Create))
        {
            // The tables are made and brought up by whoever is said to own them.
            OfOwner = () => _owner,
        };
    }

    /// <summary>How many records each partition takes that is made from now on. Those that are there stay as they are.</summary>
    /// <value><see langword="null"/>: as the log says already, which begins with <see cref="DefaultPartitionSize"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is no multiple of 256, or none at all.</exception>
    public int? PartitionSize
    {
        get;
        init
        {
            RequirePartitionSize(value, nameof(PartitionSize));
            field = value;
        }
    }

    /// <summary>Connections of the owner of the tables, for dropping partitions: whoever may only add cannot.</summary>
    /// <value><see langword="null"/>: those that are used for everything else. It is disposed of with this where the other is.</value>
    public NpgsqlDataSource? Owner
    {
        get => _owner;
        init => _owner = value;
    }

    internal static void RequirePartitionSize(int? value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value ?? TileAddress.FullWidth, TileAddress.FullWidth, name);
        ArgumentOutOfRangeException.ThrowIfNotEqual((value ?? 0) % TileAddress.FullWidth, 0, name);
    }

    /// <summary>Opens a log to read it: nothing is made, and its transactions can write nothing (<c>default_transaction_read_only</c>).</summary>
    /// <param name="connectionString">The database, in Npgsql's form. A role that may only read is enough.</param>
    /// <param name="schema">The schema of the log's tables.</param>
    /// <returns>The store, which disposes of its connections.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty or cannot be read, or <paramref name="schema"/> is no plain name.</exception>
    public static PostgreSqlAuditStore OpenReadOnly(string connectionString, string schema = DefaultSchema)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        PostgreSqlSchemaName.Require(schema);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = $"{settings.Options} -c default_transaction_read_only=on".TrimStart();
        return new PostgreSqlAuditStore(NpgsqlDataSource.Create(settings), schema, ownsDataSource: true, isReadOnly: true);
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isReadOnly)
                throw new InvalidOperationException("This audit log was opened to be read.");
            if (_connection is not null && !await IsUsableAsync(_connection, cancellationToken).ConfigureAwait(false))
                await CloseAsync().ConfigureAwait(false);
            if (_connection is null)
            {
                var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
                if (!await TryLockAsync(connection, cancellationToken).ConfigureAwait(false))
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                    return null;
                }
                _connection = connection;
                await connection.ExecuteAsync(PinDurability, [], cancellationToken).ConfigureAwait(false);
            }
            await _connection.ExecuteAsync(_tables.NextEpoch, [new NpgsqlParameter<long?> { TypedValue = PartitionSize }], cancellationToken).ConfigureAwait(false);
            var state = await ReadStateAsync(_connection, cancellationToken).ConfigureAwait(false);
            await _partitions.BeginAsync(_connection, state.Size, cancellationToken).ConfigureAwait(false);
            return state;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await ReadStateAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _partitions.MakeAheadAsync(Connection, batch.Size, cancellationToken).ConfigureAwait(false);
            await InsertAsync(Connection, batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>In the transaction of the connection, or in one of its own.</summary>
    private async ValueTask InsertAsync(NpgsqlConnection connection, AuditBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            var isPersonal = batch.Personal.Count > 0 || batch.Erasures.Count > 0;
            var insert = new NpgsqlCommand(isPersonal ? _tables.InsertBatchOfPersonal : batch.Intake.Count == 0 ? _tables.InsertBatch : _tables.InsertBatchOfIntake, connection);
            await using var closing = insert.ConfigureAwait(false);
            insert.Parameters.AddRange((NpgsqlParameter[])[
                Of(batch.FirstIndex), new NpgsqlParameter<DateTime> { TypedValue = batch.RecordedAt.UtcDateTime },
                Of([.. batch.Records.Select(static record => record.ToArray())]), Of([.. batch.Hashes.Select(static hash => hash.Bytes.ToArray())]),
                Of((long)batch.Records.Count), new NpgsqlParameter<byte[]> { TypedValue = batch.Root.Bytes.ToArray() }, Of(batch.Epoch),
                new NpgsqlParameter<short[]> { TypedValue = [.. batch.Nodes.Select(static node => (short)node.Level)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. batch.Nodes.Select(static node => node.Index)] },
                Of([.. batch.Nodes.Select(static node => node.Hash.Bytes.ToArray())])]);
            if (batch.Intake.Count > 0 || isPersonal)
                insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. batch.Intake] });
            if (isPersonal)
                insert.Parameters.AddRange(Personal(batch));
            if (await insert.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long added || added != batch.Records.Count)
                throw new AuditFencedException($"Epoch {batch.Epoch} is over, the log does not end at {batch.FirstIndex}, or a row of the intake is recorded already.");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new AuditFencedException($"There is a record at {batch.FirstIndex} already.", exception);
        }
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var save = new NpgsqlCommand(_tables.SaveCheckpoint, Connection);
            await using var closing = save.ConfigureAwait(false);
            save.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = checkpoint.ToArray() });
            save.Parameters.Add(Of(epoch));
            if (await save.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
                throw new AuditFencedException($"Epoch {epoch} is over.");
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public string InsertIntake => _tables.InsertIntake;

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeAsync(int most, long mostBytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Connection.ReadAsync(
                _tables.SelectIntake, [(long)most, mostBytes],
                static reader => new AuditIntakeRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlySet<long>> FindIntakeAsync(IReadOnlyCollection<long> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var found = await connection.ReadAsync(_tables.FindIntake, [new NpgsqlParameter<long[]> { TypedValue = [.. rows] }], static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return found.ToHashSet();
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask RelayAsync(AuditRelay relay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(relay);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(PinDurability, [], cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(
            _tables.Relay, [Of(relay.Producer), Of(relay.First), Of(relay.Last), Of([.. relay.Records.Select(static record => record.ToArray())])], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var first = address.Index * TileAddress.FullWidth;
        var rows = await connection.ReadAsync(
            address.IsEntries ? _tables.SelectRecords : address.Level == 0 ? _tables.SelectHashes : _tables.SelectNodes,
            address is { IsEntries: false, Level: > 0 } ? [first, first + address.Width, (short)address.Level] : [first, first + address.Width],
            static reader => reader.GetFieldValue<byte[]>(0), cancellationToken).ConfigureAwait(false);
        if (rows.Count == address.Width)
            return Join(rows, address.IsEntries);
        return rows.Count == 0 && address is { IsEntries: false, Level: 0 } ? await ReadTileAsync(connection, address, cancellationToken).ConfigureAwait(false) : default;
    }

    /// <summary>The hashes of records that were dropped are kept in whole tiles.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadTileAsync(NpgsqlConnection connection, TileAddress address, CancellationToken cancellationToken) =>
        await connection.ScalarAsync(_tables.SelectTile, [address.Index], cancellationToken).ConfigureAwait(false) is byte[] tile && tile.Length >= address.Width * TreeHash.Length
            ? tile.AsMemory(0, address.Width * TreeHash.Length)
            : default;

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<long> ReadIndexedAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return (long)(await connection.ScalarAsync(_tables.SelectIndexed, [], cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<bool> IsIndexWholeAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return (bool)(await connection.ScalarAsync(_tables.IsWhole, [], cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses: emptying the index needs <c>TRUNCATE</c> on it.</exception>
    public async ValueTask ClearIndexAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(_tables.ClearIndex, [], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask IndexAsync(IReadOnlyList<AuditIndexEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync(
                _tables.InsertIndex,
                [
                    Longs(entries, static entry => entry.Index), Longs(entries, static entry => entry.RecordedAt), Texts(entries, static entry => entry.Name),
                    Texts(entries, static entry => entry.Actor), Texts(entries, static entry => entry.Target), Longs(entries, static entry => (long)entry.Outcome),
                    Texts(entries, static entry => entry.Tenant), Texts(entries, static entry => entry.Correlation), Texts(entries, static entry => entry.Words),
                ],
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Their partition was dropped meanwhile, and none takes them: who indexes goes on where the log begins now.
            if (entries.Count == 0 || entries[0].Index >= (await ReadStateAsync(connection, cancellationToken).ConfigureAwait(false)).KeptFrom)
                throw;
        }
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlyList<long>?> SearchAsync(AuditQuery query, long size, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var conditions = SearchConditions.Of(query, size, most, AuditTables.IsText, (AuditTables.HasWords, static words => words.ToArray()));
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var moment = await connection.ReadAsync(
            _tables.Search(conditions.Text), [.. conditions.Values.Select(static value => value is string text ? Storable(text) : value)],
            static reader => (IsWhole: reader.GetBoolean(0), Found: reader.GetFieldValue<long[]>(1)), cancellationToken).ConfigureAwait(false);
        return moment[0].IsWhole ? moment[0].Found : null;
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlyList<AuditPersonalContent>> ReadPersonalAsync(long first, long end, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            _tables.SelectPersonal, [first, end],
            static reader => new AuditPersonalContent(
                reader.GetInt64(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? default : reader.GetFieldValue<byte[]>(3),
                reader.IsDBNull(4) ? default : reader.GetFieldValue<byte[]>(4), reader.IsDBNull(5) ? null : reader.GetInt64(5)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<long>> FindTagAsync(ReadOnlyMemory<byte> tag, long after, int most, CancellationToken cancellationToken) =>
        FindPersonalAsync(_tables.SelectTag, tag.ToArray(), after, most, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<long>> FindSubjectAsync(string subject, long after, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return subject.Contains('\0', StringComparison.Ordinal) ? new([]) : FindPersonalAsync(_tables.SelectSubject, subject, after, most, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<(long First, long Last)>> FindRunsAsync(int most, CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.RunsAsync(connection, most, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<AuditRecordRow>> ReadRecordRowsAsync(long first, long end, CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.RecordsAsync(connection, first, end, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<AuditNodeRow>> ReadNodeRowsAsync((int Level, long Index)? after, int most, CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.NodesAsync(connection, after, most, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeRowsAsync(long after, int most, CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.IntakeAsync(connection, after, most, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyDictionary<long, long>> ReadProducersAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.ProducersAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<AuditIndexEntry>> ReadIndexRowsAsync(long first, long end, CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.IndexAsync(connection, first, end, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<string>> FindMissingGuardsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => _rows.MissingGuardsAsync(connection, cancellationToken), cancellationToken);

    private async ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await read(connection).ConfigureAwait(false);
    }

    /// <summary>Lets go of the log, and closes the data source where it is its own.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        await ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        _isDisposed = true;
        await _database.DisposeAsync().ConfigureAwait(false);
        if (_owner is not null && _ownsDataSource)
            await _owner.DisposeAsync().ConfigureAwait(false);
        _writing.Dispose();
    }

    /// <summary>The same, for hosts that cannot wait asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private NpgsqlConnection Connection => _connection ?? throw new AuditFencedException("This process does not have the log.");

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            if ((bool)(await connection.ScalarAsync(_tables.TryLock, [], cancellationToken).ConfigureAwait(false))!)
                return true;
            if (isSecond)
                return false;
            await connection.ExecuteAsync(_tables.LeaveLockToStranger, [], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a connection that has failed perhaps is still there, and with it the lock.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown, it is not usable.")]
    private static async Task<bool> IsUsableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.FullState != ConnectionState.Open)
            return false;
        try
        {
            await connection.ExecuteAsync("SELECT 1", [], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static byte[] Join(List<byte[]> rows, bool areEntries)
    {
        var tile = new MemoryStream(rows.Count * TreeHash.Length);
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        foreach (var row in rows)
        {
            if (areEntries)
            {
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Math.Min(row.Length, ushort.MaxValue));
                tile.Write(length);
            }
            tile.Write(row);
        }
        return tile.ToArray();
    }

    private static NpgsqlParameter<long[]> Longs(IReadOnlyList<AuditIndexEntry> entries, Func<AuditIndexEntry, long> of) => new() { TypedValue = [.. entries.Select(of)] };

    private static NpgsqlParameter<string?[]> Texts(IReadOnlyList<AuditIndexEntry> entries, Func<AuditIndexEntry, string?> of) =>
        new() { TypedValue = [.. entries.Select(entry => of(entry) is { } text ? Storable(text) : null)] };

    /// <summary>PostgreSQL's texts cannot hold the character of code 0. Whoever has it in his name is found all the same.</summary>
    private static string Storable(string text) => text.AsSpan().ContainsAny('\0', '\\') ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal) : text;

    private static NpgsqlParameter[] Personal(AuditBatch batch) =>
    [
        new NpgsqlParameter<long[]> { TypedValue = [.. batch.Personal.Select(static each => each.Index)] },
        new NpgsqlParameter<int[]> { TypedValue = [.. batch.Personal.Select(static each => each.Place)] },
        new NpgsqlParameter<string?[]> { TypedValue = [.. batch.Personal.Select(static each => each.Subject)] },
        Of([.. batch.Personal.Select(static each => each.Tag.ToArray())]), Of([.. batch.Personal.Select(static each => each.Content.ToArray())]),
        new NpgsqlParameter<long[]> { TypedValue = [.. batch.Erasures.Select(static each => each.Index)] },
        new NpgsqlParameter<long[]> { TypedValue = [.. batch.Erasures.Select(static each => each.ErasedBy)] },
    ];

    private async ValueTask<IReadOnlyList<long>> FindPersonalAsync(string statement, object value, long after, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(statement, [value, after, (long)most], static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlParameter<long> Of(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<byte[][]> Of(byte[][] values) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    private async Task<AuditStoreState> ReadStateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            _tables.SelectState, [],
            static reader => (
                Version: reader.GetInt32(0), Epoch: reader.GetInt64(1), Checkpoint: reader.GetFieldValue<byte[]>(2), Index: reader.IsDBNull(3) ? -1 : reader.GetInt64(3),
                RecordedAt: reader.IsDBNull(4) ? DateTimeOffset.MinValue : new DateTimeOffset(reader.GetDateTime(4), TimeSpan.Zero),
                Root: reader.IsDBNull(5) ? [] : reader.GetFieldValue<byte[]>(5), KeptFrom: reader.GetInt64(6), DroppedBy: reader.IsDBNull(7) ? (long?)null : reader.GetInt64(7)),
            cancellationToken).ConfigureAwait(false);
        if (rows is not [var state])
            throw new AuditIntegrityException("The row of the audit log in PostgreSQL is missing.");
        _database.RequireVersion(state.Version);
        if (state.Index < 0)
            return new AuditStoreState(state.Epoch, 0, TreeHash.Empty, DateTimeOffset.MinValue, state.Checkpoint) { KeptFrom = state.KeptFrom, DroppedBy = state.DroppedBy };
        if (state.Root.Length != TreeHash.Length)
            throw new AuditIntegrityException($"Record {state.Index} is the last that is stored, and no transaction has ended there: records after it are missing.");
        return new AuditStoreState(state.Epoch, state.Index + 1, new TreeHash(state.Root), state.RecordedAt, state.Checkpoint) { KeptFrom = state.KeptFrom, DroppedBy = state.DroppedBy };
    }

    /// <summary>Gives the lock back before the connection: in its pool it would keep it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A connection that is broken has no lock any more.")]
    private async Task CloseAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        try
        {
            if (connection.FullState == ConnectionState.Open)
                await connection.ExecuteAsync(AuditTables.Unlock, [], CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is closed below all the same.
        }
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
