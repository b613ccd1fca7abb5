using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Audit;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Errors.AspNetCore;
using Platform.Hosting.Plugins;
using Platform.Plugins;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Manifests;
using Platform.Plugins.Observing;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;
using Platform.Testing;

namespace Platform.Hosting.Tests;

/// <summary>What plugins fail at as errors, and what becomes of them in the audit log.</summary>
public sealed class PluginBridgeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-bridges-");
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("throw", HttpStatusCode.BadGateway, "PLUGIN_FAILED", "A part of the service has failed")]
    [InlineData("wait", HttpStatusCode.GatewayTimeout, "PLUGIN_TIMED_OUT", "A part of the service has not answered in time")]
    [InlineData("throw again", HttpStatusCode.ServiceUnavailable, "PLUGIN_UNAVAILABLE", "A part of the service is not available at the moment")]
    public async Task What_a_plugin_fails_at_is_answered_as_an_error_that_does_not_say_which_it_was(string does, HttpStatusCode status, string code, string title)
    {
        await using var site = await StartAsync(FaultAction.Fail);
        await InstallAsync(site, "acme.greeter");
        if (does == "throw again")
            Assert.Equal(HttpStatusCode.BadGateway, (await GreetAsync(site, does)).Status);

        var answer = await GreetAsync(site, does);

        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"\"title\":\"{title}\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("acme", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("no luck", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_without_an_answer_is_an_error_and_one_with_it_is_the_answer()
    {
        await using var site = await StartAsync(FaultAction.Skip);
        await InstallAsync(site, "acme.greeter");

        Assert.Equal("hello", (await InvokeAsync("hello")).ToResult().Value);
        Assert.Equal("PLUGIN_FAILED", (await InvokeAsync("throw")).ToResult().Error.Code);
        Assert.Equal("PLUGIN_UNAVAILABLE", (await InvokeAsync("hello")).ToResult().Error.Code);

        async Task<ExtensionResult<string>> InvokeAsync(string does) => Assert.Single(await site.Services.GetRequiredService<ExtensionPoint<IGreeter>>()
            .InvokeAsync(does, static (greeter, text, token) => greeter.GreetAsync(text, token), Cancelled));
    }

    [Fact]
    public async Task What_becomes_of_plugins_stands_in_the_audit_log_in_its_order_and_with_its_reason()
    {
        await using var site = await StartAsync(FaultAction.Skip);
        await InstallAsync(site, "acme.bad");
        await InstallAsync(site, "acme.greeter");
        await GreetAsync(site, "throw");
        site.Services.GetRequiredService<PluginStore>().Remove("acme.greeter");
        await site.Services.GetRequiredService<PluginHost>().RefreshAsync(Cancelled);

        var found = await FoundAsync(site, 4);

        string[] expected =
        [
            "event \"plugins.start-failed\" target=\"plugin:acme.bad\" outcome=failure ",
            "event \"plugins.started\" target=\"plugin:acme.greeter\" outcome=success ",
            "event \"plugins.broken\" target=\"plugin:acme.greeter\" outcome=failure ",
            "event \"plugins.stopped\" target=\"plugin:acme.greeter\" outcome=success ",
        ];
        Assert.All(found.Zip(expected), static each => Assert.Contains(each.Second, each.First, StringComparison.Ordinal));
        Assert.Contains("\"reason\"=\"It is out of order.\"", found[0], StringComparison.Ordinal);
        Assert.Contains("\"extension\"=\"a\"", found[2], StringComparison.Ordinal);
        Assert.All(found, static each => Assert.Contains("\"version\"=\"1.0.0\"", each, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whatever_can_become_of_a_plugin_has_a_type_of_its_own_in_the_audit_log()
    {
        await using var site = await StartAsync(FaultAction.Skip);
        var kinds = Enum.GetValues<PluginOccurrenceKind>();
        foreach (var kind in kinds)
            site.Services.GetServices<IPluginObserver>().Single().Observe(new PluginOccurrence(kind, "acme.greeter", "1.0.0"));

        var found = await FoundAsync(site, kinds.Length);

        // ProcessStartedAgain is plugins.process-started-again.
        Assert.All(found.Zip(kinds), static each => Assert.Contains(
            $"event \"plugins.{string.Concat(each.Second.ToString().Select(static (letter, at) => char.IsUpper(letter) && at > 0 ? $"-{letter}" : $"{letter}")).ToLowerInvariant()}\" ",
            each.First, StringComparison.Ordinal));
    }

    [Fact]
    [StopTestOf(typeof(PluginAuditor))]
    public async Task What_the_log_does_not_take_any_more_when_the_host_stops_is_said_to_be_missing()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPlatformAudit().SignWithKeyFile("audit.example.com/tests", Path.Combine(_folder.FullName, "audit.pem"));
        await using var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancelled);
            await service.StopAsync(Cancelled);
        }
        var lines = new Lines();
        using var auditor = new PluginAuditor(provider.GetRequiredService<IAuditAppender>(), TimeProvider.System, lines);
        await auditor.StartAsync(Cancelled);
        auditor.Observe(new PluginOccurrence(PluginOccurrenceKind.Stuck, "acme.last", "1.0.0"));

        await auditor.StopAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled);
        auditor.Observe(new PluginOccurrence(PluginOccurrenceKind.Stuck, "acme.later", "1.0.0"));

        Assert.Equal(
            ["That plugin acme.last was Stuck is not in the audit log: too much waited for it, or it had stopped.", "That plugin acme.later was Stuck is not in the audit log: too much waited for it, or it had stopped."],
            lines.Said);
    }

    [Fact]
    public void Calling_twice_is_harmless()
    {
        var services = new ServiceCollection();
        services.AddPlatform(static platform =>
        {
            platform.AddPlugins().UsePlatformAudit();
            platform.AddAudit();
            platform.AddPlugins();
        });

        Assert.Single(services, static service => service.ServiceType == typeof(IPluginObserver));
    }

    /// <summary>Nothing waits for the log, whichever of them is added first.</summary>
    private Task<Site> StartAsync(FaultAction onFault) => Site.StartAsync(
        builder => builder.Services.AddPlatform(platform =>
        {
            platform.AddPlugins(options => options.Store = Path.Combine(_folder.FullName, "store"))
                .UseTrust(PluginTrust.Nobody.Trust("acme", _key.PublicKey))
                .AddExtensionPoint<IGreeter>(policy => (policy.OnFault, policy.BreakAfter, policy.Timeout) = (onFault, 1, TimeSpan.FromSeconds(1)));
            platform.Services.AddSingleton<IPluginRuntime, Runtime>();
            platform.Services.AddSingleton<InMemoryAuditStore>();
            platform.AddAudit().UseStore(static provider => provider.GetRequiredService<InMemoryAuditStore>())
                .SignWithKeyFile("audit.example.com/tests", Path.Combine(_folder.FullName, "audit.pem"));
        }),
        static app =>
        {
            app.UsePlatformErrors();
            app.MapGet("/greet/{text}", static async (string text, ExtensionPoint<IGreeter> greeters, CancellationToken token) =>
                (await greeters.InvokeAsync(text, static (greeter, said, cancelled) => greeter.GreetAsync(said, cancelled), token)).Select(static result => result.Value));
        });

    private static Task<Answer> GreetAsync(Site site, string does) => site.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/greet/{Uri.EscapeDataString(does)}"));

    private async Task InstallAsync(Site site, string id)
    {
        var store = site.Services.GetRequiredService<PluginStore>();
        var manifest = $$"""
            { "id": "{{id}}", "version": "1.0.0", "assembly": "A.dll", "contracts": { "greeter": "1" }, "contributes": [{ "contract": "greeter", "name": "a", "type": "A" }] }
            """;
        var package = PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest), ["A.dll"] = "code"u8.ToArray() });
        var change = store.Plan(PluginPackage.Read(package, id).Sign(_key, TimeProvider.System.GetUtcNow()), id);
        store.Apply(change, change.NeedsConsent ? change.AgreedBy("alice") : null);
        var host = site.Services.GetRequiredService<PluginHost>();
        await host.RefreshAsync(Cancelled);
        // What is not needed before it is called is started then.
        if (host.Plugins.Any(plugin => plugin.Id == id && plugin.State == PluginState.Waiting))
            (await site.Services.GetRequiredService<ExtensionPoint<IGreeter>>().AcquireAsync(Cancelled)).Dispose();
    }

    /// <summary>They are written beside.</summary>
    private static async Task<List<string>> FoundAsync(Site site, int count)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var page = await site.Services.GetRequiredService<IAuditReader>().QueryAsync(new AuditQuery { Action = "plugins.*", OldestFirst = true }, Cancelled);
            if (page.Entries.Count == count)
                return [.. page.Entries.Select(static entry => Read(entry.Record.Span))];
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), $"There are {page.Entries.Count}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }

        static string Read(ReadOnlySpan<byte> bytes)
        {
            Assert.True(AuditRecord.TryRead(bytes, out var record));
            return record.ToString();
        }
    }

    [PluginContract("greeter", "1.0")]
    internal interface IGreeter
    {
        ValueTask<string> GreetAsync(string text, CancellationToken cancellationToken);
    }

    private sealed class Lines : ILogger<PluginAuditor>
    {
        public ConcurrentQueue<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue(formatter(state, exception));
    }

    /// <summary>Makes plugins out of nothing.</summary>
    private sealed class Runtime : IPluginRuntime
    {
        public PluginIsolation Isolation => PluginIsolation.InProcess;

        public ValueTask<IPluginInstance> StartAsync(PluginRelease release, IReadOnlyDictionary<string, Type> contracts, CancellationToken cancellationToken) =>
            release.Manifest.Id == "acme.bad" ? throw new PluginStartException("It is out of order.") : new(new Instance());
    }

    private sealed class Instance : IPluginInstance
    {
        public object GetContribution(ManifestContribution contribution) => new Greeter();

        public WeakReference? Unload() => new(null);

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Greeter : IGreeter
    {
        public async ValueTask<string> GreetAsync(string text, CancellationToken cancellationToken)
        {
            if (text == "wait")
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return text.StartsWith("throw", StringComparison.Ordinal) ? throw new InvalidOperationException("acme has no luck") : text;
        }
    }
}
