using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Log;

public sealed class RegistrationTests : IDisposable
{
    private static readonly AuditEventType Closed = new("request.closed");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task With_nothing_but_its_name_a_log_works_in_memory()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        Assert.Equal("Audit", builder.Services.AddPlatformAudit().Name);
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var log = host.Services.GetRequiredService<IAuditLog>();

        var receipt = await log.AppendAsync(new AuditEvent(Closed) { Actor = "ada" }, AuditAcknowledgement.Published, Cancellation);

        Assert.Equal((AuditAcknowledgement.Published, 1), (receipt.Acknowledgement, receipt.Index));
        Assert.True((await log.VerifyAsync(await log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void Adding_it_twice_is_harmless_and_later_options_count()
    {
        var services = new ServiceCollection();
        services.AddPlatformAudit(options => (options.Origin, options.MostInBatch) = ("first", 7));
        services.AddPlatformAudit(options => options.Origin = "second");
        using var provider = services.BuildServiceProvider();

        Assert.Single(provider.GetServices<IAuditLog>());
        Assert.Same(provider.GetRequiredService<IAuditLog>(), provider.GetRequiredService<IAuditAppender>());
        Assert.Same(provider.GetRequiredService<IAuditLog>(), provider.GetRequiredService<IAuditReader>());
        Assert.Single(provider.GetServices<IHostedService>());
        var options = provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value;
        Assert.Equal(("second", 7), (options.Origin, options.MostInBatch));
    }

    [Fact]
    public void Options_come_from_configuration_and_a_name_that_is_none_is_an_error()
    {
        static PlatformAuditOptions Read(params (string Key, string Value)[] values)
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => $"Audit:{pair.Key}", pair => (string?)pair.Value)).Build();
            var services = new ServiceCollection();
            services.AddPlatformAudit(configuration.GetSection("Audit"));
            using var provider = services.BuildServiceProvider();
            return provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value;
        }

        var options = Read(("Origin", "audit.example.com/prod"), ("WhenUnavailable", "Allow"), ("Deadline", "00:00:02"), ("Events:page.viewed", "Reject"));
        Assert.Equal(("audit.example.com/prod", WhenAuditUnavailable.Allow, TimeSpan.FromSeconds(2)), (options.Origin, options.WhenUnavailable, options.Deadline));
        Assert.Equal(WhenAuditUnavailable.Reject, options.Events["page.viewed"]);
        Assert.Throws<InvalidOperationException>(() => Read(("Orgin", "audit.example.com/prod")));
    }

    public static TheoryData<string, Action<PlatformAuditOptions>> Faults => new()
    {
        { "Origin must", options => options.Origin = "" },
        { "Origin must", options => options.Origin = "a\nb" },
        { "ProducerName must", options => options.ProducerName = new string('x', 64) },
        { "WhenUnavailable must", options => options.WhenUnavailable = (WhenAuditUnavailable)7 },
        { "which is no name of an event", options => options.Events["Page viewed"] = WhenAuditUnavailable.Allow },
        { "Events must", options => options.Events["page.viewed"] = (WhenAuditUnavailable)7 },
        { "Deadline must", options => options.Deadline = TimeSpan.Zero },
        { "StopDeadline must", options => options.StopDeadline = TimeSpan.FromHours(1) },
        { "CheckpointInterval must", options => options.CheckpointInterval = TimeSpan.FromMilliseconds(9) },
        { "HeartbeatInterval must", options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(500) },
        { "MostInBatch must", options => options.MostInBatch = 0 },
        { "MostInBatchBytes must", options => options.MostInBatchBytes = 65_534 },
        { "MostInBatchBytes must", options => options.MostInBatchBytes = 268_435_457 },
        { "RequiredWitnesses must", options => options.RequiredWitnesses = 0 },
        { "MostWaiting must", options => options.MostWaiting = 0 },
        { "MostWaitingBytes must", options => options.MostWaitingBytes = 65_534 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_cannot_work_is_refused_at_the_start(string fault, Action<PlatformAuditOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddPlatformAudit(configure);
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(fault, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_lasts_needs_a_key_that_lasts()
    {
        var services = new ServiceCollection();
        services.AddPlatformAudit().UseStore(_ => new FaultyStore(new InMemoryAuditStore()));
        using var provider = services.BuildServiceProvider();

        Assert.Contains("SignWithKeyFile", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IAuditLog>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_is_made_once_and_only_its_owner_can_read_it()
    {
        var path = Path.Combine(_folder.FullName, "audit.pem");
        var keys = new List<string>();
        var store = new InMemoryAuditStore();
        for (var start = 0; start < 2; start++)
        {
            var services = new ServiceCollection();
            services.AddPlatformAudit().SignWithKeyFile("audit.example.com/test", path).AnchorTo(Path.Combine(_folder.FullName, "anchor"));
            services.AddSingleton<IAuditStore>(store);
            await using var provider = services.BuildServiceProvider();
            keys.Add(provider.GetRequiredService<NoteSigner>().Key.ToString());
            await provider.GetRequiredService<IAuditLog>().AppendAsync(new AuditEvent(Closed), AuditAcknowledgement.Published, Cancellation);
        }

        Assert.Single(keys.Distinct());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        using var verifier = EcdsaNoteVerifier.Parse(keys[0]);
        var anchored = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "anchor"), Cancellation);
        Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy("audit.example.com/test", [verifier]).Verify(anchored, out var checkpoint));
        Assert.Equal(6, checkpoint.Size);
    }

    [Fact]
    public async Task While_a_key_is_replaced_both_sign_and_either_verifies()
    {
        var old = Path.Combine(_folder.FullName, "old.pem");
        var replacement = Path.Combine(_folder.FullName, "new.pem");
        var services = new ServiceCollection();
        services.AddPlatformAudit().SignWithKeyFile("audit.example.com/test", old).SignWithKeyFile("audit.example.com/test", replacement);
        await using var provider = services.BuildServiceProvider();

        var note = await provider.GetRequiredService<IAuditLog>().GetCheckpointAsync(Cancellation);

        foreach (var signer in provider.GetServices<NoteSigner>())
        {
            using var verifier = signer.CreateVerifier();
            Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy("audit.example.com/test", [verifier]).Verify(note.Span, out _));
        }
    }
}
