using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Encryption.Keys;

namespace Platform.Encryption.PostgreSql;

/// <summary>Keeps wrapped keys in PostgreSQL, for all instances of a service.</summary>
/// <remarks>
/// What changes keys of a tenant takes an advisory lock for the length of one transaction, so that a key cannot come under one that is being
/// retired, nor into a scope that is being destroyed. Deleted rows stay in the database's files until <c>VACUUM</c>, and in its log, its replicas and
/// its backups for as long as these are kept: say so with <see cref="KeyringSettings.BackupRetention"/>. Where the tables are missing every call
/// throws an <see cref="InvalidOperationException"/> that says what to do. Thread-safe. The data source stays yours.
/// </remarks>
public sealed class PostgreSqlKeyStore : IKeyStore
{
    private const int KeysPerPage = 500;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly NpgsqlDataSource _source;

    /// <summary>Makes a store on tables that are there, or are made by <see cref="CreateTablesAsync"/>.</summary>
    /// <param name="source">The database; its tables are looked for, and made, in the first schema of the search path.</param>
    public PostgreSqlKeyStore(NpgsqlDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
    }

    /// <summary>The script that makes the tables, for those who keep their schema elsewhere. It may be run again.</summary>
    public static string CreateScript => KeyTables.Create;

    /// <summary>Makes the tables that are missing.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When they are there.</returns>
    public async Task CreateTablesAsync(CancellationToken cancellationToken = default)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);

        // Two that come at once would both find the tables missing.
        await LockAsync(connection, KeyTables.Create, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, KeyTables.Create, [], cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (keys, gone) = await ReadAsync(_source.CreateCommand(KeyTables.Read), OfScope(scope), cancellationToken).ConfigureAwait(false);
        return new StoredKeys(gone.Count == 0 ? keys : [], gone.Count == 0 ? null : TimeOf(gone[0].Ticks));
    }

    /// <inheritdoc/>
    public async ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        NpgsqlParameter[] parameters = [new() { Value = ids.Distinct().Select(BytesOf).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea }];
        var (keys, gone) = await ReadAsync(_source.CreateCommand(KeyTables.Find), parameters, cancellationToken).ConfigureAwait(false);
        return new FoundKeys(keys, [.. gone.Select(static each => KeyId.FromBytes(each.Id))]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        for (StoredKey? last = null; ;)
        {
            NpgsqlParameter[] parameters =
            [
                Bytes(last?.Scope.Tenant ?? ""), Small(last?.Scope.Kind ?? 0), Bytes(last?.Scope.Purpose ?? ""), Bytes(last?.Scope.Subject ?? ""), Integer(last?.Version ?? 0),
                Bytes(filter.Tenant), Small(filter.Kind), Bytes(filter.Purpose), Bytes(filter.Subject), Text(filter.NotWrappedBy), Integer(KeysPerPage),
            ];
            var (page, _) = await ReadAsync(_source.CreateCommand(KeyTables.List), parameters, cancellationToken).ConfigureAwait(false);
            foreach (var key in page)
                yield return key;
            if (page.Count < KeysPerPage)
                yield break;
            last = page[^1];
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ChangeAsync(
            key.Scope, KeyTables.Insert, [Integer(key.Version), Bytes(BytesOf(key.Id)), Bytes(key.Wrapped.ToArray()), Text(key.WrappedBy), Big(key.CreatedAt.UtcTicks)], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(replacement);
        if (current.Scope != replacement.Scope || current.Version != replacement.Version || current.Id != replacement.Id)
            throw new ArgumentException("Wrapped anew, a key has the same scope, version and id.", nameof(replacement));
        return ChangeAsync(
            current.Scope, KeyTables.Rewrap, [Bytes(BytesOf(current.Id)), Bytes(current.Wrapped.ToArray()), Bytes(replacement.Wrapped.ToArray()), Text(replacement.WrappedBy)], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return ChangeAsync(scope, KeyTables.Retire, [Bytes(BytesOf(id)), Big(retiredAt.UtcTicks)], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await LockAsync(connection, scope.Tenant, cancellationToken).ConfigureAwait(false);
        var digest = scope.ComputeDigest();
        if (await ExecuteAsync(connection, KeyTables.InsertDestroyed, [Bytes(digest), Big(destroyedAt.UtcTicks), Big(backupsExpireAt.UtcTicks)], cancellationToken).ConfigureAwait(false) == 1)
            await DestroyAsync(connection, scope, destroyedAt, cancellationToken).ConfigureAwait(false);
        var destroyed = await ReadDestroyedAsync(connection, digest, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return destroyed;
    }

    private static async Task DestroyAsync(NpgsqlConnection connection, KeyScope scope, DateTimeOffset destroyedAt, CancellationToken cancellationToken)
    {
        var digest = scope.ComputeDigest();
        var isTenant = scope.Kind == KeyScopeKind.Tenant;
        var delete = Command(connection, isTenant ? KeyTables.DeleteAllOfTenant : KeyTables.Delete);
        var (keys, _) = await ReadAsync(delete, OfScope(scope)[..(isTenant ? 1 : 4)], cancellationToken).ConfigureAwait(false);
        NpgsqlParameter[] gone =
        [
            Bytes(digest), Bytes(TenantDigestOf(scope)), Big(destroyedAt.UtcTicks),
            new() { Value = keys.Select(static key => BytesOf(key.Id)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            new() { Value = keys.Select(static key => key.Scope.ComputeDigest()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            new() { Value = keys.Select(static key => key.Version).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
        ];
        await ExecuteAsync(connection, KeyTables.InsertGone, gone, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, KeyTables.MarkRetired, [Bytes(digest)], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<DestroyedKeys> ReadDestroyedAsync(NpgsqlConnection connection, byte[] digest, CancellationToken cancellationToken)
    {
        var ids = new List<KeyId>();
        var command = Command(connection, KeyTables.SelectDestroyedIds);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Bytes(digest));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var reading = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                ids.Add(IdOf(reader.GetFieldValue<byte[]>(0)));
        }

        var times = Command(connection, KeyTables.SelectDestroyed);
        await using var disposing = times.ConfigureAwait(false);
        times.Parameters.Add(Bytes(digest));
        var row = await times.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new DestroyedKeys(ids, TimeOf(row.GetInt64(0)), TimeOf(row.GetInt64(1)));
    }

    /// <summary>One statement behind the lock of the tenant. Whether it has changed a row.</summary>
    private async ValueTask<bool> ChangeAsync(KeyScope scope, string text, NpgsqlParameter[] more, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await LockAsync(connection, scope.Tenant, cancellationToken).ConfigureAwait(false);
        var isDone = await ExecuteAsync(connection, text, [.. OfScope(scope), .. more], cancellationToken).ConfigureAwait(false) == 1;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return isDone;
    }

    private static async Task LockAsync(NpgsqlConnection connection, string tenant, CancellationToken cancellationToken)
    {
        var number = BinaryPrimitives.ReadInt64BigEndian(System.Security.Cryptography.SHA256.HashData(StrictUtf8.GetBytes("Platform.Encryption " + tenant)));
        await ExecuteAsync(connection, KeyTables.Lock, [Big(number)], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string text, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var command = Command(connection, text);
        await using var disposing = command.ConfigureAwait(false);
        command.Parameters.AddRange(parameters);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw Missing(missing);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    /// <summary>Reads keys, and apart from them rows without a scope, which tell of what is gone.</summary>
    private static async Task<(List<StoredKey> Keys, List<(byte[] Id, long Ticks)> Gone)> ReadAsync(NpgsqlCommand command, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var disposing = command.ConfigureAwait(false);
        command.Parameters.AddRange(parameters);
        var (keys, gone) = (new List<StoredKey>(), new List<(byte[] Id, long Ticks)>());
        var reader = await ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var tenant = reader.GetFieldValue<byte[]>(0);
            if (tenant.Length == 0)
            {
                gone.Add((reader.IsDBNull(5) ? [] : reader.GetFieldValue<byte[]>(5), reader.GetInt64(8)));
                continue;
            }
            var scope = KeyScope.FromStored((KeyScopeKind)reader.GetInt16(1), TextOf(tenant), TextOf(reader.GetFieldValue<byte[]>(2)), TextOf(reader.GetFieldValue<byte[]>(3)));
            keys.Add(new StoredKey(scope, reader.GetInt32(4), IdOf(reader.GetFieldValue<byte[]>(5)), reader.GetFieldValue<byte[]>(6), reader.GetString(7), TimeOf(reader.GetInt64(8))));
        }
        return (keys, gone);
    }

    private static async ValueTask<NpgsqlDataReader> ExecuteReaderAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw Missing(missing);
        }
    }

    /// <summary>Not made here: an empty store would begin a second history, in which nothing that was sealed before can be opened.</summary>
    private static InvalidOperationException Missing(PostgresException missing) => new(
        $"The tables of the key store are not where the connection looks for them: {missing.MessageText}. If they are in another schema, name it with Search Path in the connection string. " +
        $"If anything was sealed with their keys, put them back from a backup. For a new store make them with {nameof(PostgreSqlKeyStore)}.{nameof(CreateTablesAsync)} or {nameof(CreateScript)}.",
        missing);

    private static string TextOf(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("The key store holds a name that is no text.");
        }
    }

    private static KeyId IdOf(byte[] bytes) => bytes.Length == KeyId.Length ? KeyId.FromBytes(bytes) : throw new InvalidDataException("The key store holds an id that is none.");

    private static DateTimeOffset TimeOf(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException("The key store holds a time that is none.");

    private static byte[] BytesOf(KeyId id)
    {
        var bytes = new byte[KeyId.Length];
        id.CopyTo(bytes);
        return bytes;
    }

    private static byte[] TenantDigestOf(KeyScope scope) =>
        scope.Kind is KeyScopeKind.Purpose or KeyScopeKind.Subject ? KeyScope.ForTenant(scope.Tenant).ComputeDigest() : scope.ComputeDigest();

    /// <summary>$1 to $6 of what asks for one scope: its parts, its digest, and that of its tenant.</summary>
    private static NpgsqlParameter[] OfScope(KeyScope scope) =>
        [Bytes(scope.Tenant), Small(scope.Kind), Bytes(scope.Purpose), Bytes(scope.Subject), Bytes(scope.ComputeDigest()), Bytes(TenantDigestOf(scope))];

    private static NpgsqlParameter Bytes(string? text) => Bytes(text is null ? null : StrictUtf8.GetBytes(text));

    private static NpgsqlParameter Bytes(byte[]? bytes) => new() { Value = bytes ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static NpgsqlParameter Text(string? text) => new() { Value = text ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Small(KeyScopeKind? kind) => new() { Value = kind is { } value ? (short)value : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Smallint };

    private static NpgsqlParameter Integer(int value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer };

    private static NpgsqlParameter Big(long value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
