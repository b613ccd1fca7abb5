using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Hosting.Tests;

/// <summary>The keys of ASP.NET Core Data Protection, sealed with keys of the keyring.</summary>
public sealed class DataProtectionEncryptionTests : IDisposable
{
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("data-protection-");
    private readonly Stored _stored = new();
    private readonly InMemoryKeyStore _keys = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_one_host_has_protected_another_reads_and_no_secret_is_stored()
    {
        string cookie;
        await using (var first = await StartAsync())
            cookie = Protector(first).Protect("session 17");

        await using var second = await StartAsync();

        Assert.Equal("session 17", Protector(second).Unprotect(cookie));
        var key = Assert.Single(_stored.Keys);
        Assert.Empty(key.Descendants("masterKey"));
        // The name stands in the databases of others: it never changes.
        Assert.StartsWith("Platform.Hosting.DataProtection.KeyringXmlDecryptor, Platform.Hosting,", DecryptorOf(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rotation_former_keys_open_and_new_ones_are_sealed_with_the_new_key()
    {
        await using var site = await StartAsync();
        var cookie = Protector(site).Protect("session 17");
        var id = await site.Services.GetRequiredService<Keyring>().RotateAsync(Scope(new DataProtectionEncryptionOptions()), Cancelled);

        var now = TimeProvider.System.GetUtcNow();
        site.Services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90));

        await using var another = await StartAsync();
        Assert.Equal("session 17", Protector(another).Unprotect(cookie));
        var ids = _stored.Keys.Select(static key => KeyId.TryReadFrom(Convert.FromBase64String(key.Descendants("sealedSecret").Single().Value), out var sealedBy) ? sealedBy : default).ToList();
        Assert.NotEqual(id, ids[0]);
        Assert.Equal(id, ids[1]);
    }

    [Fact]
    public async Task Another_tenant_opens_none_of_them_and_is_told_why()
    {
        string cookie;
        await using (var first = await StartAsync())
            cookie = Protector(first).Protect("session 17");
        await using var other = await StartAsync(static options => options.Tenant = "another");
        // It has keys of its own.
        (await other.Services.GetRequiredService<Keyring>().LeaseOrCreateAsync(Scope(new() { Tenant = "another" }), Cancelled)).Dispose();

        var refusal = Assert.Throws<CryptographicException>(() => Open(other, _stored.Keys[0]));

        Assert.Contains("none of the keys of another/keys of ASP.NET Core Data Protection has sealed it", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<CryptographicException>(() => Protector(other).Unprotect(cookie));
    }

    [Fact]
    public async Task A_key_store_that_does_not_have_the_key_is_named()
    {
        await using (var first = await StartAsync())
            Protector(first).Protect("session 17");
        await using var without = await StartAsync(keys: new InMemoryKeyStore(), makesKeys: false);

        var refusal = Assert.Throws<CryptographicException>(() => Open(without, Assert.Single(_stored.Keys)));

        Assert.Contains("cannot be had (Missing): the key store or the root key may be another than it was sealed with", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<KeyUnavailableException>(refusal.InnerException);
    }

    [Theory]
    [InlineData("", "it is not what was stored")]
    [InlineData("not base 64", "it is not what was stored")]
    [InlineData("AAAA", "it is not what was stored")]
    [InlineData(null, "it was changed")]
    public async Task What_was_changed_does_not_open(string? value, string why)
    {
        await using var site = await StartAsync();
        Protector(site).Protect("session 17");
        var secret = _stored.Keys[0].Descendants("sealedSecret").Single();
        if (value is null)
        {
            var bytes = Convert.FromBase64String(secret.Value);
            bytes[^1] ^= 1;
            value = Convert.ToBase64String(bytes);
        }
        secret.Value = value;

        Assert.Contains(why, Assert.Throws<CryptographicException>(() => Open(site, _stored.Keys[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_from_before_go_on_being_read_and_can_be_sealed()
    {
        string cookie;
        await using (var before = await StartAsync(isSealed: false))
            cookie = Protector(before).Protect("session 17");
        var secret = _stored.Keys[0].Descendants("masterKey").Single().Element("value")!.Value;
        await using (var reading = await StartAsync())
        {
            Assert.Equal("session 17", Protector(reading).Unprotect(cookie));

            var isSealed = reading.Services.SealDataProtectionKey(_stored.Keys[0].ToString());

            Assert.NotNull(isSealed);
            Assert.DoesNotContain(secret, isSealed, StringComparison.Ordinal);
            Assert.Null(reading.Services.SealDataProtectionKey(isSealed));
            _stored.Keys[0] = XElement.Parse(isSealed);
        }

        await using var after = await StartAsync();
        Assert.Equal("session 17", Protector(after).Unprotect(cookie));
        Assert.Single(_stored.Keys);
    }

    [Fact]
    public void A_scope_that_cannot_be_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddDataProtection().ProtectKeysWithPlatformEncryption(static options => options.Purpose = ""));

    private static KeyScope Scope(DataProtectionEncryptionOptions options) => KeyScope.ForPurpose(options.Tenant, options.Purpose);

    private static IDataProtector Protector(Site site) => site.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookies");

    private static string DecryptorOf(XElement key) => key.Descendants(Framework + "encryptedSecret").Single().Attribute("decryptorType")!.Value;

    private static XElement Open(Site site, XElement key) =>
        ((IXmlDecryptor)Activator.CreateInstance(Type.GetType(DecryptorOf(key), throwOnError: true)!, site.Services)!).Decrypt(key.Descendants(Framework + "encryptedSecret").Single().Elements().Single());

    private Task<Site> StartAsync(
        Action<DataProtectionEncryptionOptions>? configure = null, InMemoryKeyStore? keys = null, bool isSealed = true, bool makesKeys = true) => Site.StartAsync(builder =>
    {
        builder.Services.AddPlatform();
        var root = Path.Combine(_folder.FullName, "root.key");
        if (!File.Exists(root))
            LocalRootKey.CreateFile(root);
        builder.Services.AddPlatformEncryption(static options => options.InitializeStore = true).UseKeyStore(_ => keys ?? _keys).UseLocalRootKey(root);
        builder.Services.Configure<KeyManagementOptions>(options => (options.XmlRepository, options.AutoGenerateKeys) = (_stored, makesKeys));
        var protection = builder.Services.AddDataProtection().SetApplicationName("tests");
        if (isSealed)
            protection.ProtectKeysWithPlatformEncryption(configure);
    });

    private sealed class Stored : IXmlRepository
    {
        public List<XElement> Keys { get; } = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. Keys.Select(static key => new XElement(key))];

        public void StoreElement(XElement element, string friendlyName) => Keys.Add(new XElement(element));
    }
}
