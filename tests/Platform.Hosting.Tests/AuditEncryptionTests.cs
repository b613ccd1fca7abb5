using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Encryption;
using Platform.Encryption.Keys;
using Platform.Hosting.Audit;
using Platform.Testing;

namespace Platform.Hosting.Tests;

/// <summary>Personal fields of audit events, sealed with keys of the keyring.</summary>
public sealed class AuditEncryptionTests : IDisposable
{
    private const string Email = "ada@example.com";
    private const string Ada = "resident:17";

    private static readonly AuditEventType Reported = new("request.reported");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-encryption-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Where_both_are_added_the_store_has_no_personal_value_and_the_log_reads_it()
    {
        await using var site = await Site.StartAsync(builder => builder.Services.AddPlatform(platform =>
        {
            Log(platform);
            Keys(platform);
        }));
        var index = await ReportAsync(site);

        var stored = await site.Services.GetRequiredService<InMemoryAuditStore>().ReadPersonalAsync(index, index + 1, Cancelled);
        var value = Assert.Single(await site.Services.GetRequiredService<IAuditPersonalData>().ReadAsync(index, Cancelled));

        Assert.DoesNotContain(Email, Encoding.UTF8.GetString(Assert.Single(stored).Content.Span), StringComparison.Ordinal);
        Assert.Equal((AuditPersonalState.Present, Email), (value.State, value.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_it_is_where_they_are_added_one_after_the_other(bool isAuditFirst)
    {
        await using var site = await Site.StartAsync(builder =>
        {
            var platform = builder.Services.AddPlatform();
            if (isAuditFirst)
                Log(platform);
            Keys(platform);
            if (!isAuditFirst)
                Log(platform);
        });
        var index = await ReportAsync(site);

        var stored = await site.Services.GetRequiredService<InMemoryAuditStore>().ReadPersonalAsync(index, index + 1, Cancelled);

        Assert.DoesNotContain(Email, Encoding.UTF8.GetString(Assert.Single(stored).Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_found_unless_it_is_said_what_may_be()
    {
        await using var site = await StartAsync(static _ => { });
        await ReportAsync(site);

        Assert.Empty(await site.Services.GetRequiredService<IAuditPersonalData>().FindAsync("email", Email, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task A_field_that_may_be_found_is_found_however_it_is_written()
    {
        await using var site = await StartAsync(static options => options.Find("email", TextNormalizer.Email, IndexPlan.For(rows: 100_000, distinctValues: 50_000)));
        var index = await ReportAsync(site);

        var personal = site.Services.GetRequiredService<IAuditPersonalData>();

        Assert.Equal([index], await personal.FindAsync("email", Email, cancellationToken: Cancelled));
        Assert.Equal([index], await personal.FindAsync("email", " ADA@Example.com", cancellationToken: Cancelled));
        Assert.Empty(await personal.FindAsync("email", "bob@example.com", cancellationToken: Cancelled));
    }

    [Fact]
    public async Task A_content_that_is_moved_to_somebody_else_does_not_open()
    {
        await using var site = await StartAsync(static _ => { });
        var protector = site.Services.GetRequiredService<IAuditContentProtector>();

        var content = protector.Protect(Ada, "salt and value"u8);

        Assert.Equal(AuditUnprotectResult.Opened, protector.TryUnprotect(Ada, content, out var opened));
        Assert.Equal("salt and value"u8.ToArray(), opened);
        Assert.Equal(AuditUnprotectResult.Changed, protector.TryUnprotect("resident:18", content, out _));
        Assert.Equal(AuditUnprotectResult.Changed, protector.TryUnprotect(null, content, out _));
        Assert.Equal(AuditUnprotectResult.Changed, protector.TryUnprotect(Ada, [1, 2, 3], out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_each_subject_has_a_key_destroying_it_makes_what_is_about_that_subject_unreadable(bool hasKeyPerSubject)
    {
        await using var site = await StartAsync(options => options.HasKeyPerSubject = hasKeyPerSubject);
        var index = await ReportAsync(site);
        var other = await ReportAsync(site, "resident:18");

        await site.Services.GetRequiredService<Keyring>().ShredAsync(KeyScope.ForSubject("audit", new AuditEncryptionOptions().Purpose, Ada), Cancelled);

        var personal = site.Services.GetRequiredService<IAuditPersonalData>();
        Assert.Equal(hasKeyPerSubject ? AuditPersonalState.KeyDestroyed : AuditPersonalState.Present, Assert.Single(await personal.ReadAsync(index, Cancelled)).State);
        Assert.Equal(AuditPersonalState.Present, Assert.Single(await personal.ReadAsync(other, Cancelled)).State);
        // What happens afterwards has to be recorded all the same.
        Assert.Equal(AuditPersonalState.Present, Assert.Single(await personal.ReadAsync(await ReportAsync(site), Cancelled)).State);
    }

    [Fact]
    public async Task What_protects_already_goes_on_to()
    {
        var own = new Own();
        await using var site = await Site.StartAsync(builder => builder.Services.AddPlatform(platform =>
        {
            Keys(platform);
            Log(platform).ProtectPersonalDataWith(_ => own);
        }));

        Assert.Same(own, site.Services.GetRequiredService<IAuditContentProtector>());
    }

    [Fact]
    [StopTestOf(typeof(KeyringContentProtector))]
    public async Task It_holds_up_no_host_that_stops()
    {
        await using var site = await StartAsync(static _ => { });

        Assert.True(site.Services.GetRequiredService<KeyringContentProtector>().StopAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public void A_field_that_is_said_twice_is_refused()
    {
        var plan = IndexPlan.For(rows: 100_000, distinctValues: 50_000);
        var options = new AuditEncryptionOptions().Find("email", TextNormalizer.Email, plan);

        Assert.Throws<ArgumentException>("field", () => options.Find("email", TextNormalizer.Exact, plan));
    }

    private static async Task<long> ReportAsync(Site site, string subject = Ada)
    {
        var receipt = await site.Services.GetRequiredService<IAuditLog>().AppendAsync(
            new AuditEvent(Reported) { Subject = subject }.WithPersonal("email", Email), cancellationToken: Cancelled);
        return receipt.Index;
    }

    private Task<Site> StartAsync(Action<AuditEncryptionOptions> configure) => Site.StartAsync(builder => builder.Services.AddPlatform(platform =>
    {
        Log(platform).UsePlatformEncryption(configure);
        Keys(platform);
    }));

    private PlatformAuditBuilder Log(PlatformBuilder platform)
    {
        platform.Services.AddSingleton<InMemoryAuditStore>();
        return platform.AddAudit().UseStore(static provider => provider.GetRequiredService<InMemoryAuditStore>()).SignWithKeyFile("audit.example.com/tests", Path.Combine(_folder.FullName, "audit.pem"));
    }

    private void Keys(PlatformBuilder platform)
    {
        var root = Path.Combine(_folder.FullName, "root.key");
        LocalRootKey.CreateFile(root);
        platform.AddEncryption(static options => options.InitializeStore = true).UseInMemoryKeyStore().UseLocalRootKey(root);
    }

    private sealed class Own : IAuditContentProtector
    {
        public byte[] Protect(string? subject, ReadOnlySpan<byte> content) => content.ToArray();

        public AuditUnprotectResult TryUnprotect(string? subject, ReadOnlySpan<byte> content, out byte[]? opened)
        {
            opened = content.ToArray();
            return AuditUnprotectResult.Opened;
        }

        public byte[]? ComputeTag(string field, string value) => null;
    }
}
