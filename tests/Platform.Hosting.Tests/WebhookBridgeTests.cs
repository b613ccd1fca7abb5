using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Encryption;
using Platform.Encryption.Keys;
using Platform.Webhooks;
using Platform.Webhooks.AspNetCore;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;

namespace Platform.Hosting.Tests;

/// <summary>Secrets of webhook receivers sealed with keys of the keyring, and changes of receivers in the audit log.</summary>
public sealed class WebhookBridgeTests : IDisposable
{
    private static readonly WebhookEndpointSettings Settings = new("https://example.com/hook?token=hush") { Types = ["opened"] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webhook-bridges-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_secret_that_the_keyring_sealed_opens_for_its_owner_alone()
    {
        await using var site = await StartAsync();
        var protector = site.Services.GetRequiredService<IWebhookSecretProtector>();
        var owner = new WebhookSecretOwner("acme", "ep_1");

        var content = await protector.ProtectAsync(owner, "whsec_secret"u8.ToArray(), Cancelled);

        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
        Assert.Equal("whsec_secret"u8.ToArray(), await protector.UnprotectAsync(owner, content, Cancelled));
        foreach (var other in (WebhookSecretOwner[])[new("acme", "ep_2"), new("other", "ep_1"), new(null, "ep_1"), new("webhooks", "ep_1")])
            await Assert.ThrowsAsync<CryptographicException>(async () => await protector.UnprotectAsync(other, content, Cancelled));
        var own = await protector.ProtectAsync(new(null, "ep_1"), "whsec_secret"u8.ToArray(), Cancelled);
        await Assert.ThrowsAsync<CryptographicException>(async () =>
            await protector.UnprotectAsync(new("webhooks", "ep_1"), own, Cancelled));
        content[^1] ^= 1;
        await Assert.ThrowsAsync<CryptographicException>(async () => await protector.UnprotectAsync(owner, content, Cancelled));
    }

    [Fact]
    public async Task When_the_key_of_a_tenant_is_destroyed_its_secrets_open_no_more()
    {
        await using var site = await StartAsync();
        var endpoints = site.Services.GetRequiredService<IWebhookEndpoints>();
        var issued = await endpoints.CreateAsync("acme", Settings, "ada", Cancelled);
        Assert.NotNull(await endpoints.RotateSecretAsync(new("acme", issued.Endpoint.Id), "ada", Cancelled));

        await site.Services.GetRequiredService<Keyring>()
            .ShredAsync(KeyScope.ForPurpose("acme", new WebhookEncryptionOptions().Purpose), Cancelled);

        await Assert.ThrowsAsync<WebhookSecretsUnavailableException>(
            async () => await endpoints.RotateSecretAsync(new("acme", issued.Endpoint.Id), "ada", Cancelled));
    }

    [Fact]
    public async Task Each_change_of_a_receiver_stands_in_the_audit_log_with_who_made_it_and_without_a_secret()
    {
        await using var site = await StartAsync();
        var endpoints = site.Services.GetRequiredService<IWebhookEndpoints>();
        var issued = await endpoints.CreateAsync("acme", Settings, "ada", Cancelled);
        await endpoints.VouchAsync(new("acme", issued.Endpoint.Id, 1), "root", Cancelled);
        await endpoints.DeleteAsync(new("acme", issued.Endpoint.Id), "ada", Cancelled);

        var found = await FoundAsync(site, 3);

        Assert.Equal(
            ["webhooks.endpoint.created", "webhooks.endpoint.vouched", "webhooks.endpoint.deleted"],
                found.Select(static record => record.Name));
        foreach (var ((_, text), by) in found.Zip((string[])["ada", "root", "ada"]))
            Assert.All((string[])[by, issued.Endpoint.Id, "acme", issued.Secret.KeyId, "https://example.com"], part =>
                Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.All(found, static record => Assert.DoesNotContain("hush", record.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_seals_already_goes_on_to()
    {
        await using var site = await Site.StartAsync(builder => builder.Services.AddPlatform(platform =>
        {
            platform.AddWebhooks().AddEndpoints().UseDataProtection();
            Keys(platform);
        }));

        Assert.DoesNotContain("Keyring", site.Services.GetRequiredService<IWebhookSecretProtector>().GetType().Name,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Calling_twice_is_harmless()
    {
        var builder = new ServiceCollection().AddPlatformOutbox().AddEndpoints().UsePlatformAudit().UsePlatformAudit();

        Assert.Single(builder.Services, static service => service.ImplementationInstance is LaneDefinition);
    }

    /// <summary>All three, in whatever order: joined by being there.</summary>
    private Task<Site> StartAsync() => Site.StartAsync(builder => builder.Services.AddPlatform(platform =>
    {
        platform.AddWebhooks().AddEndpoints();
        platform.Services.AddSingleton<InMemoryAuditStore>();
        platform.AddAudit().UseStore(static provider => provider.GetRequiredService<InMemoryAuditStore>())
            .SignWithKeyFile("audit.example.com/tests", Path.Combine(_folder.FullName, "audit.pem"));
        Keys(platform);
    }));

    private void Keys(PlatformBuilder platform)
    {
        var root = Path.Combine(_folder.FullName, "root.key");
        LocalRootKey.CreateFile(root);
        platform.AddEncryption(static options => options.InitializeStore = true).UseInMemoryKeyStore().UseLocalRootKey(root);
    }

    /// <summary>The handler runs beside.</summary>
    private static async Task<IReadOnlyList<(string Name, string Text)>> FoundAsync(Site site, int count)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var page = await site.Services.GetRequiredService<IAuditReader>().QueryAsync(
                new AuditQuery { Action = "webhooks.*", OldestFirst = true }, Cancelled);
            if (page.Entries.Count == count)
                return [.. page.Entries.Select(static entry => Read(entry.Record.Span))];
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), $"There are {page.Entries.Count}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }

        static (string, string) Read(ReadOnlySpan<byte> bytes)
        {
            Assert.True(AuditRecord.TryRead(bytes, out var record));
            return (Encoding.UTF8.GetString(record.Name), Encoding.Latin1.GetString(bytes));
        }
    }
}
