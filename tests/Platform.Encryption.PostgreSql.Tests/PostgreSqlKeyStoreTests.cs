using System.Security.Cryptography;
using Npgsql;
using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.PostgreSql.Tests;

public sealed class PostgreSqlKeyStoreTests(Database database) : KeyStoreContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = $"test_{Guid.NewGuid():n}";
    private NpgsqlDataSource? _source;
    private PostgreSqlKeyStore? _store;

    protected override IKeyStore Store => _store!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = _schema, MaxPoolSize = 20 });
        await RunAsync($"CREATE SCHEMA {_schema}");
        _store = new PostgreSqlKeyStore(_source);
        await _store.CreateTablesAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
    }

    [Fact]
    public async Task Tables_that_are_there_are_left_as_they_are_also_by_many_at_once()
    {
        var key = KeyOf();
        Assert.True(await Store.TryAddAsync(key, Cancellation));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new PostgreSqlKeyStore(_source!).CreateTablesAsync(Cancellation)));
        Assert.Equal(key.Id, Assert.Single((await Store.ReadAsync(key.Scope, Cancellation)).Keys).Id);
    }

    [Fact]
    public async Task Who_was_erased_is_in_no_table_any_more()
    {
        var tenant = KeyOf();
        var ada = KeyOf() with { Scope = KeyScope.ForSubject("north", "residents", "ada@example.org"), WrappedBy = tenant.Id.ToString() };
        await Store.TryAddAsync(tenant, Cancellation);
        await Store.TryAddAsync(ada, Cancellation);
        Assert.Contains("ada@example.org", await AllAsync(), StringComparison.Ordinal);

        await Store.DestroyAsync(ada.Scope, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation);
        Assert.DoesNotContain("ada@example.org", await AllAsync(), StringComparison.Ordinal);

        await Store.DestroyAsync(tenant.Scope, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation);
        Assert.DoesNotContain("north", await AllAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE encryption_keys SET id = '\\x01'")]
    [InlineData("UPDATE encryption_keys SET created = -5")]
    [InlineData("UPDATE encryption_keys SET purpose = 'a tenant has none'")]
    [InlineData("UPDATE encryption_keys SET purpose = '\\xff'")]
    [InlineData("UPDATE encryption_keys SET kind = 9")]
    public async Task What_makes_no_sense_is_told_apart_from_a_store_that_is_away(string change)
    {
        await Store.TryAddAsync(KeyOf(), Cancellation);
        await RunAsync(change);
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var key in Store.ListAsync(new KeyFilter(), Cancellation))
                Assert.NotNull(key);
        });
    }

    [Fact]
    public async Task Without_tables_or_server_it_fails_and_is_not_empty()
    {
        await RunAsync("DROP TABLE encryption_keys");
        foreach (var call in (Func<Task>[])
            [
                async () => await Store.ReadAsync(KeyScope.ForTenant("north"), Cancellation), async () => await Store.FindAsync([KeyOf().Id], Cancellation),
                async () => await Store.TryAddAsync(KeyOf(), Cancellation), async () => await Store.DestroyAsync(KeyScope.ForTenant("north"), default, default, Cancellation),
                async () => await Store.ListAsync(new KeyFilter(), Cancellation).ToListAsync(Cancellation),
            ])
        {
            var missing = await Assert.ThrowsAsync<InvalidOperationException>(call);
            Assert.Contains("relation \"encryption_keys\" does not exist", missing.Message, StringComparison.Ordinal);
            Assert.Contains("put them back from a backup", missing.Message, StringComparison.Ordinal);
            Assert.Contains("CreateTablesAsync", missing.Message, StringComparison.Ordinal);
            Assert.Equal(PostgresErrorCodes.UndefinedTable, Assert.IsType<PostgresException>(missing.InnerException).SqlState);
        }
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Timeout=2");
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await new PostgreSqlKeyStore(nowhere).ReadAsync(KeyScope.ForTenant("north"), Cancellation));
    }

    [Fact]
    public async Task A_keyring_works_on_it()
    {
        using var root = LocalRootKey.FromSecret(RandomNumberGenerator.GetBytes(32));
        var column = new ColumnAddress("north", "residents", "email");
        byte[] value;
        using (var keyring = new Keyring(Store, root))
        {
            await keyring.InitializeStoreAsync(Cancellation);
            using var lease = await keyring.LeaseOrCreateAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
            value = lease.Fields.SealText(column.Row("7"u8), "ada");
            await keyring.RotateAsync(KeyScope.ForTenant("north"), Cancellation);
            Assert.Equal(0, (await keyring.RewrapAsync("north", Cancellation)).Left);
            Assert.Single(await keyring.RetireTenantKeysAsync("north", Cancellation));
        }

        using var later = new Keyring(new PostgreSqlKeyStore(_source!), root);
        await later.CheckStoreAsync(Cancellation);
        using var again = await later.LeaseAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
        Assert.Equal("ada", again.Fields.OpenText(column.Row("7"u8), value));
        Assert.Equal(3, (await later.ShredAsync(KeyScope.ForTenant("north"), Cancellation)).KeyIds.Count);
    }

    private static StoredKey KeyOf() => new(
        KeyScope.ForTenant("north"), 1, KeyId.FromBytes(RandomNumberGenerator.GetBytes(32)), RandomNumberGenerator.GetBytes(106), "root 1", DateTimeOffset.UnixEpoch);

    /// <summary>All rows of all tables as text.</summary>
    private async Task<string> AllAsync()
    {
        var all = new System.Text.StringBuilder();
        foreach (var table in (string[])["encryption_keys", "encryption_gone_keys", "encryption_destroyed_scopes"])
        {
            await using var command = _source!.CreateCommand($"SELECT row_to_json(t)::text, {(table == "encryption_keys" ? "encode(tenant, 'escape') || encode(subject, 'escape')" : "''")} FROM {table} AS t");
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
                all.Append(reader.GetString(0)).Append(reader.GetString(1));
        }
        return all.ToString();
    }

    private async Task RunAsync(string text)
    {
        await using var command = _source!.CreateCommand(text);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
