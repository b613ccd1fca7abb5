using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.Sqlite.Tests;

public sealed class SqliteKeyStoreTests : KeyStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-encryption-");
    private readonly SqliteKeyStore _store;

    public SqliteKeyStoreTests() => _store = new SqliteKeyStore(File);

    protected override IKeyStore Store => _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "keys.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Keys_are_there_after_a_restart()
    {
        var key = KeyOf("north", RandomNumberGenerator.GetBytes(106));
        await _store.TryAddAsync(key, Cancellation);
        SqliteConnection.ClearAllPools();

        var stored = await new SqliteKeyStore(File).ReadAsync(key.Scope, Cancellation);

        Assert.Equal(key.Id, Assert.Single(stored.Keys).Id);
    }

    [Fact]
    public async Task A_destroyed_key_is_in_no_file_any_more()
    {
        var kept = RandomNumberGenerator.GetBytes(106);
        var destroyed = RandomNumberGenerator.GetBytes(106);
        await _store.TryAddAsync(KeyOf("north", kept), Cancellation);
        await _store.TryAddAsync(KeyOf("south", destroyed), Cancellation);
        Assert.True(IsInAFile(destroyed));

        await _store.DestroyAsync(KeyScope.ForTenant("south"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation);

        Assert.False(IsInAFile(destroyed));
        Assert.True(IsInAFile(kept));
    }

    [Fact]
    public async Task While_somebody_reads_and_holds_the_log_back_destroying_says_so_and_can_be_done_again()
    {
        var store = new SqliteKeyStore(File) { LogPatience = TimeSpan.FromMilliseconds(50) };
        var destroyed = RandomNumberGenerator.GetBytes(106);
        await store.TryAddAsync(KeyOf("south", destroyed), Cancellation);
        DestroyedKeys again;
        using (var reader = new SqliteConnection($"Data Source={File}"))
        {
            reader.Open();
            using var transaction = reader.BeginTransaction(deferred: true);
            using var command = reader.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT count(*) FROM encryption_keys";
            Assert.Equal(1L, command.ExecuteScalar());

            await Assert.ThrowsAsync<IOException>(async () => await store.DestroyAsync(KeyScope.ForTenant("south"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation));

            Assert.True(IsInAFile(destroyed));
            Assert.NotNull((await store.ReadAsync(KeyScope.ForTenant("south"), Cancellation)).DestroyedAt);
        }

        again = await store.DestroyAsync(KeyScope.ForTenant("south"), DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UnixEpoch, Cancellation);
        Assert.Equal(DateTimeOffset.UnixEpoch, again.DestroyedAt);
        Assert.Single(again.KeyIds);
        Assert.False(IsInAFile(destroyed));
    }

    [Fact]
    public async Task A_retired_key_is_in_no_file_any_more()
    {
        var retired = RandomNumberGenerator.GetBytes(106);
        var key = KeyOf("south", retired);
        await _store.TryAddAsync(key, Cancellation);
        await _store.TryAddAsync(KeyOf("south", RandomNumberGenerator.GetBytes(106)) with { Version = 2 }, Cancellation);

        Assert.True(await _store.TryRetireAsync(key.Scope, key.Id, DateTimeOffset.UnixEpoch, Cancellation));

        Assert.False(IsInAFile(retired));
    }

    [Fact]
    public async Task Who_was_erased_is_in_no_file_any_more()
    {
        var tenant = KeyOf("a tenant with a name", RandomNumberGenerator.GetBytes(106));
        await _store.TryAddAsync(tenant, Cancellation);
        foreach (var subject in (string[])["ada@example.org", "bob@example.org"])
        {
            var scope = KeyScope.ForSubject("a tenant with a name", "a purpose with a name", subject);
            Assert.True(await _store.TryAddAsync(KeyOf("", RandomNumberGenerator.GetBytes(106)) with { Scope = scope, WrappedBy = tenant.Id.ToString() }, Cancellation));
        }
        Assert.True(IsInAFile("ada@example.org"u8.ToArray()));

        await _store.DestroyAsync(KeyScope.ForSubject("a tenant with a name", "a purpose with a name", "ada@example.org"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation);
        Assert.False(IsInAFile("ada@example.org"u8.ToArray()));
        Assert.True(IsInAFile("bob@example.org"u8.ToArray()));

        await _store.DestroyAsync(tenant.Scope, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation);
        foreach (var name in (string[])["bob@example.org", "a tenant with a name", "a purpose with a name"])
            Assert.False(IsInAFile(System.Text.Encoding.UTF8.GetBytes(name)), name);
    }

    [Fact]
    public async Task The_file_and_its_log_are_for_their_owner_alone()
    {
        await _store.TryAddAsync(KeyOf("north", RandomNumberGenerator.GetBytes(106)), Cancellation);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }
        var files = _folder.GetFiles("keys.db*");
        Assert.Contains(files, static file => file.Name == "keys.db-wal");
        foreach (var file in files)
            Assert.Equal((file.Name, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file.Name, System.IO.File.GetUnixFileMode(file.FullName)));
    }

    [Theory]
    [InlineData("UPDATE encryption_keys SET id = 'x'")]
    [InlineData("UPDATE encryption_keys SET created = -5")]
    [InlineData("UPDATE encryption_keys SET purpose = 'a tenant has none'")]
    [InlineData("UPDATE encryption_keys SET kind = 9")]
    public async Task What_makes_no_sense_is_told_apart_from_a_store_that_is_away(string change)
    {
        await _store.TryAddAsync(KeyOf("north", RandomNumberGenerator.GetBytes(106)), Cancellation);
        Run(change);
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var key in _store.ListAsync(new KeyFilter(), Cancellation))
                Assert.NotNull(key);
        });
    }

    [Fact]
    public void A_file_of_a_later_version_is_left_alone()
    {
        Run("PRAGMA user_version = 2");
        Assert.Throws<InvalidDataException>(() => new SqliteKeyStore(File));
    }

    [Fact]
    public void What_is_no_database_is_refused()
    {
        var path = Path.Combine(_folder.FullName, "other.db");
        System.IO.File.WriteAllText(path, new string('x', 5_000));
        Assert.Throws<SqliteException>(() => new SqliteKeyStore(path));
        Assert.Throws<ArgumentException>(() => new SqliteKeyStore(" "));
    }

    [Fact]
    public async Task A_keyring_works_on_it()
    {
        var rootFile = Path.Combine(_folder.FullName, "root");
        LocalRootKey.CreateFile(rootFile);
        using var root = LocalRootKey.ReadFile(rootFile);
        var column = new ColumnAddress("north", "residents", "email");
        byte[] value;
        using (var keyring = new Keyring(_store, root))
        {
            using var lease = await keyring.LeaseOrCreateAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
            value = lease.Fields.SealText(column.Row("7"u8), "ada");
        }

        using var later = new Keyring(new SqliteKeyStore(File), root);
        using var again = await later.LeaseAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
        Assert.Equal("ada", again.Fields.OpenText(column.Row("7"u8), value));
    }

    private static StoredKey KeyOf(string tenant, byte[] wrapped) => new(
        KeyScope.ForTenant(tenant.Length == 0 ? "none" : tenant), 1, KeyId.FromBytes(RandomNumberGenerator.GetBytes(32)), wrapped, "root 1", DateTimeOffset.UnixEpoch);

    private void Run(string text)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private bool IsInAFile(byte[] bytes) => _folder.EnumerateFiles("keys.db*").Any(file =>
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content.AsSpan().IndexOf(bytes) >= 0;
    });
}
