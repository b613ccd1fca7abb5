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
        var key = new StoredKey(KeyScope.ForTenant("north"), 1, KeyId.FromBytes(RandomNumberGenerator.GetBytes(32)), RandomNumberGenerator.GetBytes(106), DateTimeOffset.UnixEpoch);
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
        await _store.TryAddAsync(new StoredKey(KeyScope.ForTenant("north"), 1, KeyId.FromBytes(new byte[32]), kept, DateTimeOffset.UnixEpoch), Cancellation);
        await _store.TryAddAsync(new StoredKey(KeyScope.ForTenant("south"), 1, KeyId.FromBytes(new byte[32]), destroyed, DateTimeOffset.UnixEpoch), Cancellation);
        Assert.True(IsInAFile(destroyed));

        await _store.DestroyAsync(KeyScope.ForTenant("south"), DateTimeOffset.UnixEpoch, Cancellation);

        Assert.False(IsInAFile(destroyed));
        Assert.True(IsInAFile(kept));
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
            using var lease = await keyring.LeaseAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
            value = lease.Fields.SealText(column.Row("7"u8), "ada");
        }

        using var later = new Keyring(new SqliteKeyStore(File), root);
        using var again = await later.LeaseAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
        Assert.Equal("ada", again.Fields.OpenText(column.Row("7"u8), value));
    }

    private bool IsInAFile(byte[] bytes) => _folder.EnumerateFiles("keys.db*").Any(file =>
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content.AsSpan().IndexOf(bytes) >= 0;
    });
}
