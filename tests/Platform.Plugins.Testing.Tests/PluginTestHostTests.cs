using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Packages;
using Platform.Plugins.Testing.Unloading;
using Platform.Plugins.Tests.Verification;

namespace Platform.Plugins.Testing.Tests;

[SuppressMessage("Trimming", "IL2026", Justification = "Nothing of a test program is trimmed.")]
[SuppressMessage("AOT", "IL3050", Justification = "A test program is compiled when it runs.")]
public sealed class PluginTestHostTests : IDisposable
{
    private const string Id = "acme.tax";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-build-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_plugin_is_given_the_services_the_settings_and_the_clock_of_the_test_and_what_it_logs_and_measures_is_kept()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var host = PluginTestHost.Create(setup =>
        {
            setup.Time = time;
            setup.Offer<IRule>().Grant<IRates>(new Rates(19), "rates").Set(Id, "Unit", "%");
        });
        var plugin = Build(
            """
            var answer = rates.Rate + settings["Unit"] + " " + text + " " + time.GetUtcNow().Year;
            logger.LogInformation("Judged {Text}.", text);
            logger.LogError(new InvalidOperationException("by design"), "Failed.");
            meters.Create("Acme.Tax").CreateCounter<int>("judged").Add(2, new KeyValuePair<string, object?>("text", text));
            return new ValueTask<string>(answer);
            """,
            "(IRates rates, IConfiguration settings, TimeProvider time, ILogger<Rule> logger, IMeterFactory meters)",
            more: ", \"capabilities\": [\"rates\"]");

        var installed = await host.InstallAsync(plugin, Token);
        var answer = await JudgeAsync(host, "pothole");

        Assert.Equal((Id, "1.0.0"), (installed.Manifest.Id, installed.Manifest.Version.ToString()));
        Assert.Equal("19% pothole 2026", answer);
        var logs = host.Logs.Where(static log => log.Category.StartsWith(Id, StringComparison.Ordinal)).ToList();
        Assert.Equal([(LogLevel.Information, "Judged pothole."), (LogLevel.Error, "Failed.")], logs.Select(static log => (log.Level, log.Message)));
        Assert.Contains("InvalidOperationException: by design", logs[1].Exception, StringComparison.Ordinal);
        var measured = Assert.Single(host.Measurements("Acme.Tax"));
        Assert.Equal(("judged", 2.0, "pothole"), (measured.Instrument, measured.Value, measured.Tags["text"]));
        await host.UnloadAsync(Id, Token);
        Assert.Empty(host.Plugins);
    }

    [Fact]
    public async Task What_is_not_granted_is_not_there_and_the_call_says_why()
    {
        await using var host = PluginTestHost.Create(static setup => setup.Offer<IRule>().Grant<IRates>(new Rates(19), "rates"));

        await host.InstallAsync(Build("return new ValueTask<string>(rates.Rate.ToString());", "(IRates rates)"), Token);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => JudgeAsync(host, "x"));
        Assert.Contains("0 extensions are there for", refused.Message, StringComparison.Ordinal);
        Assert.Contains("acme.tax 1.0.0: Refused", refused.Message, StringComparison.Ordinal);
        Assert.Contains("IRates", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_host_would_refuse_is_refused()
    {
        await using var host = PluginTestHost.Create(static setup => setup.Offer<IRule>());

        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => host.InstallAsync(Path.Combine(_folder.FullName, "None.dll"), Token));
        Assert.Contains("build it first", missing.Message, StringComparison.Ordinal);
        var other = Build("return new ValueTask<string>(text);", type: "Acme.Other");
        Assert.Equal(PackageFault.Incompatible, (await Assert.ThrowsAsync<PluginPackageException>(() => host.InstallAsync(other, Token))).Fault);
        File.Delete(Path.Combine(_folder.FullName, "plugin.json"));
        Assert.Equal(PackageFault.Manifest, (await Assert.ThrowsAsync<PluginPackageException>(() => host.InstallAsync(other, Token))).Fault);
        Assert.Contains("No plugin is installed", (await Assert.ThrowsAsync<InvalidOperationException>(() => JudgeAsync(host, "x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_plugin_refers_to_is_packed_and_what_lies_beside_it_is_not()
    {
        var library = Compiled.Assembly("Acme.Words", "1.0.0.0", "namespace Acme; public static class Words { public static string Of(string text) => text.ToUpperInvariant(); }");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "Acme.Words.dll"), library);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "Stranger.dll"), [1, 2, 3]);
        File.Copy(typeof(IRule).Assembly.Location, Path.Combine(_folder.FullName, Path.GetFileName(typeof(IRule).Assembly.Location)));
        await using var host = PluginTestHost.Create(static setup => setup.Offer<IRule>());

        await host.InstallAsync(Build("return new ValueTask<string>(Acme.Words.Of(text));", references: library), Token);

        Assert.Equal("HOLE", await JudgeAsync(host, "hole"));
        await host.UnloadAsync(Id, Token);
    }

    [Fact]
    public async Task A_plugin_that_listens_to_an_event_of_the_host_for_ever_is_found_with_the_field_that_holds_it()
    {
        await using var host = PluginTestHost.Create(static setup => setup.Offer<IRule>());
        await host.InstallAsync(Build("Bus.Rung += (_, _) => text.ToString(); return new ValueTask<string>(text);"), Token);
        await JudgeAsync(host, "x");

        try
        {
            var leak = await Assert.ThrowsAsync<PluginLeakException>(() => host.UnloadAsync(Id, Token));

            Assert.StartsWith("acme.tax 1.0.0 was stopped, and stays in memory. What holds it:", leak.Message, StringComparison.Ordinal);
            Assert.Contains(leak.RootPaths, static path => path.StartsWith("static Platform.Plugins.Testing.Tests.Bus.Rung → System.EventHandler → Acme.", StringComparison.Ordinal));
        }
        finally
        {
            Bus.Forget();
        }
    }

    [Fact]
    public async Task A_plugin_of_which_a_cache_keeps_a_type_is_found_too()
    {
        await using var host = PluginTestHost.Create(static setup => setup.Offer<IRule>());
        await host.InstallAsync(Build("Cache.Types.Add(typeof(Rule)); return new ValueTask<string>(text);"), Token);
        await JudgeAsync(host, "x");

        try
        {
            var leak = await Assert.ThrowsAsync<PluginLeakException>(() => host.UnloadAsync(Id, Token));

            Assert.Contains(leak.RootPaths, static path => path.Contains("static Platform.Plugins.Testing.Tests.Cache.Types → System.Collections.Generic.List<System.Type>", StringComparison.Ordinal));
        }
        finally
        {
            Cache.Types.Clear();
        }
    }

    [Fact]
    public async Task Deadlines_and_breakers_are_those_of_a_host()
    {
        await using var host = PluginTestHost.Create(static setup => setup.Offer<IRule>(static policy => policy.BreakAfter = 1));
        await host.InstallAsync(Build("throw new InvalidOperationException();"), Token);

        Assert.Equal(ExtensionOutcome.Failed, Assert.Single(await InvokeAsync()).Outcome);
        Assert.Equal(ExtensionOutcome.Broken, Assert.Single(await InvokeAsync()).Outcome);
        Assert.Equal(PluginState.Active, Assert.Single(host.Plugins).State);

        async Task<IEnumerable<ExtensionResult<string>>> InvokeAsync() =>
            await host.Point<IRule>().InvokeAsync("x", static (rule, text, token) => rule.JudgeAsync(text, token), Token);
    }

    private static Task<string> JudgeAsync(PluginTestHost host, string text) =>
        host.CallAsync((IRule rule, CancellationToken token) => rule.JudgeAsync(text, token), Token);

    /// <summary>A plugin, as its build leaves it in a folder.</summary>
    private string Build(string body, string constructor = "()", string type = "Acme.Rule", string more = "", params byte[][] references)
    {
        var assembly = Compiled.Assembly(
            "Acme.Plugin", "1.0.0.0",
            $$"""
            namespace Acme;
            using System.Diagnostics.Metrics;
            using System.Threading;
            using Microsoft.Extensions.Configuration;
            using Microsoft.Extensions.Logging;
            using Platform.Plugins.Testing.Tests;
            #nullable enable
            public class Rule{{constructor}} : IRule
            {
                public ValueTask<string> JudgeAsync(string text, CancellationToken cancellationToken) { {{body}} }
            }
            """,
            [.. new[] { typeof(IRule), typeof(ILogger), typeof(Microsoft.Extensions.Configuration.IConfiguration) }.Select(static each => File.ReadAllBytes(each.Assembly.Location)), .. references]);
        var file = Path.Combine(_folder.FullName, "Acme.Plugin.dll");
        File.WriteAllBytes(file, assembly);
        File.WriteAllText(Path.Combine(_folder.FullName, "plugin.json"), $$"""
            {
              "id": "{{Id}}", "version": "1.0.0", "assembly": "Acme.Plugin.dll", "contracts": { "rule": "^1.2" },
              "contributes": [{ "contract": "rule", "name": "first", "type": "{{type}}" }]{{more}}
            }
            """);
        return file;
    }
}
