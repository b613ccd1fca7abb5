using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.Tests;

public sealed class FileKeyStoreTests : KeyStoreContract, IDisposable
{
    private static readonly KeyScope North = KeyScope.ForTenant("north");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-encryption-file-");
    private readonly FileKeyStore _store;

    public FileKeyStoreTests() => _store = new FileKeyStore(Path);

    protected override IKeyStore Store => _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_folder.FullName, "keys");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_many_processes_that_add_the_same_version_one_wins_and_each_sees_what_the_others_did()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => new FileKeyStore(Path)).ToArray();
        try
        {
            for (var version = 1; version <= 8; version++)
            {
                var won = await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.TryAddAsync(KeyOf(North, version), Cancellation), Cancellation)));
                Assert.Single(won, static each => each);
            }
            foreach (var store in stores)
                Assert.Equal(Enumerable.Range(1, 8), (await store.ReadAsync(North, Cancellation)).Keys.Select(static key => key.Version));
            await stores[0].DestroyAsync(North, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation);
            foreach (var store in stores)
                Assert.Equal(DateTimeOffset.UnixEpoch, (await store.ReadAsync(North, Cancellation)).DestroyedAt);
        }
        finally
        {
            foreach (var store in stores)
                store.Dispose();
        }
    }

    [Fact]
    public async Task What_was_being_written_when_its_writer_died_was_never_there()
    {
        var (first, second) = (KeyOf(North, 1), KeyOf(North, 2));
        Assert.True(await _store.TryAddAsync(first, Cancellation));
        var line = KeyFileFormat.LineOf(second);
        for (var length = 1; length < line.Length; length += 17)
        {
            await using (var file = new FileStream(Path, FileMode.Append))
                await file.WriteAsync(line.AsMemory(0, length), Cancellation);

            Assert.Equal([first.Id], (await _store.ReadAsync(North, Cancellation)).Keys.Select(static key => key.Id));
            using var other = new FileKeyStore(Path);
            Assert.Equal([first.Id], (await other.ReadAsync(North, Cancellation)).Keys.Select(static key => key.Id));
            var scope = KeyScope.ForTenant($"{length}");
            Assert.True(await other.TryAddAsync(KeyOf(scope, 1), Cancellation));
            Assert.Single((await _store.ReadAsync(scope, Cancellation)).Keys);
        }
        Assert.True(await _store.TryAddAsync(second, Cancellation));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"key":"00"}""")]
    [InlineData("""{"key":"0000000000000000000000000000000000000000000000000000000000000000","kind":1,"tenant":"secret tenant","purpose":"","subject":"","version":1,"wrapped":"AAAA","by":"x","created":0}""")]
    [InlineData("""{"destroyed":"00","at":-1,"backups":0}""")]
    public async Task A_line_that_makes_no_sense_is_an_error_that_tells_nothing_of_it_and_changes_nothing(string line)
    {
        Assert.True(await _store.TryAddAsync(KeyOf(North, 1), Cancellation));
        await File.AppendAllTextAsync(Path, line + "\n", Cancellation);
        var before = await File.ReadAllBytesAsync(Path, Cancellation);

        foreach (var call in (Func<Task>[])[async () => await _store.ReadAsync(North, Cancellation), async () => await _store.TryAddAsync(KeyOf(North, 2), Cancellation)])
        {
            var refusal = await Assert.ThrowsAsync<InvalidDataException>(call);
            Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Path, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("something else")]
    [InlineData("""{"format":"platform-encryption-keys/2","generation":"x"}""")]
    public async Task Another_file_is_not_taken_for_a_key_file(string text)
    {
        await File.WriteAllTextAsync(Path, text.Length == 0 ? text : text + "\n", Cancellation);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await _store.TryAddAsync(KeyOf(North, 1), Cancellation));

        Assert.Equal(text.Trim(), (await File.ReadAllTextAsync(Path, Cancellation)).Trim());
    }

    [Fact]
    public async Task Of_what_was_destroyed_or_retired_the_file_has_neither_key_nor_name()
    {
        var tenant = KeyOf(North, 1);
        var scope = KeyScope.ForSubject("north", "residents", "ada lovelace");
        StoredKey[] keys = [.. Enumerable.Range(1, 3).Select(version => KeyOf(scope, version) with { WrappedBy = tenant.Id.ToString() })];
        foreach (var key in (StoredKey[])[tenant, .. keys])
            Assert.True(await _store.TryAddAsync(key, Cancellation));
        Assert.True(await _store.TryRetireAsync(scope, keys[0].Id, DateTimeOffset.UnixEpoch, Cancellation));
        Assert.DoesNotContain(Convert.ToBase64String(keys[0].Wrapped.Span), await TextAsync(), StringComparison.Ordinal);
        Assert.Contains("ada lovelace", await TextAsync(), StringComparison.Ordinal);

        Assert.Equal(keys.Select(static key => key.Id), (await _store.DestroyAsync(scope, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Cancellation)).KeyIds);

        var text = await TextAsync();
        Assert.DoesNotContain("ada", text, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.DoesNotContain(Convert.ToBase64String(key.Wrapped.Span), text, StringComparison.Ordinal));
        Assert.Equal(["keys", "keys.lock"], _folder.EnumerateFiles().Select(static file => file.Name).Order(StringComparer.Ordinal));
        using var other = new FileKeyStore(Path);
        Assert.Equal(keys.Select(static key => key.Id), (await other.DestroyAsync(scope, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, Cancellation)).KeyIds);

        // Base64 has characters that JSON may escape.
        async Task<string> TextAsync() => (await File.ReadAllTextAsync(Path, Encoding.UTF8, Cancellation)).Replace("\\u002B", "+", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_owner_can_read_it_and_who_only_reads_makes_none()
    {
        Assert.Empty((await _store.ReadAsync(North, Cancellation)).Keys);
        Assert.Empty(_folder.EnumerateFiles());
        Assert.True(await _store.TryAddAsync(KeyOf(North, 1), Cancellation));
        if (!OperatingSystem.IsWindows())
            Assert.All(_folder.EnumerateFiles(), static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_at_once()
    {
        using var store = new FileKeyStore(System.IO.Path.Combine(_folder.FullName, "nowhere", "keys"));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(async () => await store.TryAddAsync(KeyOf(North, 1), Cancellation));
    }

    [Fact]
    public async Task A_host_keeps_its_keys_in_it()
    {
        var email = new ColumnAddress("north", "residents", "email");
        foreach (var isFirst in (bool[])[true, false])
        {
            var builder = Host.CreateEmptyApplicationBuilder(settings: null);
            builder.Services.AddPlatformEncryption(options => options.InitializeStore = isFirst).UseFileKeyStore(Path)
                .UseRootKey(static _ => LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]));
            using var host = builder.Build();
            await host.StartAsync(Cancellation);
            var keyring = host.Services.GetRequiredService<Keyring>();
            if (isFirst)
            {
                using var writing = await keyring.LeaseOrCreateAsync(KeyScope.ForPurpose("north", "residents"), Cancellation);
                var sealedText = writing.Fields.SealText(email.Row("7"u8), "text");
                await File.WriteAllBytesAsync(Path + ".value", sealedText, Cancellation);
                continue;
            }
            var value = await File.ReadAllBytesAsync(Path + ".value", Cancellation);
            using var reading = await keyring.LeaseAsync(KeyScope.ForPurpose("north", "residents"), Cancellation);
            Assert.Equal("text", reading.Fields.OpenText(email.Row("7"u8), value));
        }
    }

    private static StoredKey KeyOf(KeyScope scope, int version) => new(
        scope, version, KeyId.FromBytes(RandomNumberGenerator.GetBytes(32)), RandomNumberGenerator.GetBytes(106), "root 1", DateTimeOffset.UnixEpoch.AddMinutes(version));
}
