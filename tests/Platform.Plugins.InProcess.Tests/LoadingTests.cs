using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Plugins.Generations;
using Platform.Plugins.Packages;
using Platform.Plugins.Tests.Verification;

namespace Platform.Plugins.InProcess.Tests;

public sealed class LoadingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_is_loaded_when_it_is_needed_and_not_before()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.lazy", Zoo.Rule(Zoo.Plain));
        await zoo.Host.RefreshAsync(Token);

        Assert.Empty(Zoo.Contexts("acme.lazy"));
        Assert.Equal(PluginState.Waiting, Assert.Single(zoo.Host.Plugins).State);
        Assert.False(zoo.Rules.TryAcquire(out _));
        using (var panels = await zoo.Panels.AcquireAsync(Token))
            Assert.Equal(0, panels.Count);
        Assert.Empty(Zoo.Contexts("acme.lazy"));

        Assert.Equal(["1.0.0:hello"], await zoo.JudgeAsync("hello"));

        Assert.Equal(["acme.lazy 1.0.0"], Zoo.Contexts("acme.lazy"));
        Assert.Equal(PluginState.Active, Assert.Single(zoo.Host.Plugins).State);
        Assert.True(zoo.Rules.TryAcquire(out var lease));
        Assert.Equal(("acme.lazy", "first"), (lease.Extensions[0].PluginId, lease.Extensions[0].Name));
        lease.Dispose();
    }

    [Fact]
    public async Task A_plugin_that_asks_for_it_is_loaded_with_the_host()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.eager", Zoo.Rule(Zoo.Plain), more: ", \"activation\": \"startup\"");

        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(PluginState.Active, Assert.Single(zoo.Host.Plugins).State);
        Assert.Single(Zoo.Contexts("acme.eager"));
    }

    [Fact]
    public async Task Two_plugins_have_two_versions_of_one_library_and_a_library_of_a_library()
    {
        await using var zoo = new Zoo();
        foreach (var number in new[] { 1, 2 })
        {
            var deep = Compiled.Assembly("Acme.Deep", $"{number}.0.0.0", $"namespace Acme.Deep; public static class Numbers {{ public static int One => {number}; }}");
            var lib = Compiled.Assembly("Acme.Lib", $"{number}.0.0.0", "namespace Acme.Lib; public static class Sums { public static int Two => 2 * Acme.Deep.Numbers.One; }", deep);
            zoo.Install($"acme.diamond{number}", Zoo.Rule("return new ValueTask<string>(Acme.Lib.Sums.Two + \" \" + Acme.Deep.Numbers.One);", references: [lib, deep]), others: [("Acme.Lib.dll", lib), ("deps/Acme.Deep.dll", deep)]);
        }

        Assert.Equal(["2 1", "4 2"], await zoo.JudgeAsync(""));
    }

    [Fact]
    public async Task Texts_in_the_language_of_the_reader_come_from_the_package()
    {
        await using var zoo = new Zoo();
        var satellite = Compiled.Assembly("Acme.Plugin.resources", "1.0.0.0", "[assembly: System.Reflection.AssemblyCulture(\"de\")]");
        zoo.Install(
            "acme.texts",
            Zoo.Rule("return new ValueTask<string>(GetType().Assembly.GetSatelliteAssembly(new System.Globalization.CultureInfo(text)).GetName().Name);"),
            others: [("de/Acme.Plugin.resources.dll", satellite)]);

        Assert.Equal(["Acme.Plugin.resources"], await zoo.JudgeAsync("de"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => zoo.JudgeAsync("fr"));
    }

    [Fact]
    public async Task A_library_of_the_hosts_own_does_not_exist_for_a_plugin()
    {
        await using var zoo = new Zoo(verifies: false);
        var roslyn = File.ReadAllBytes(typeof(Microsoft.CodeAnalysis.SyntaxTree).Assembly.Location);
        zoo.Install("acme.greedy", Zoo.Rule("return new ValueTask<string>(typeof(Microsoft.CodeAnalysis.SyntaxTree).Name);", references: roslyn));

        var refused = await Assert.ThrowsAsync<FileNotFoundException>(() => zoo.JudgeAsync(""));

        Assert.Contains("acme.greedy 1.0.0 needs the assembly Microsoft.CodeAnalysis, which is neither in its package nor shared by the host", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_copy_of_what_is_shared_is_refused_when_it_is_installed_and_when_it_is_loaded()
    {
        var copy = ("lib/Platform.Plugins.InProcess.Tests.dll", File.ReadAllBytes(typeof(IRule).Assembly.Location));
        await using (var strict = new Zoo())
        {
            var refused = Assert.Throws<PluginPackageException>(() => strict.Install("acme.copy", Zoo.Rule(Zoo.Plain), others: copy));
            Assert.Equal(PackageFault.Incompatible, refused.Fault);
        }
        await using var zoo = new Zoo(verifies: false);
        zoo.Install("acme.copy", Zoo.Rule(Zoo.Plain), others: copy);

        Assert.Empty(await zoo.JudgeAsync(""));
        Assert.Contains("brings its own Platform.Plugins.InProcess.Tests, which the host shares", Assert.Single(zoo.Host.Plugins).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_what_the_framework_brings_is_refused_when_it_is_installed_and_when_it_is_loaded()
    {
        var copy = ("lib/System.Text.Json.dll", Compiled.Assembly("System.Text.Json", "99.0.0.0", "public class JsonElement;"));
        await using (var strict = new Zoo())
            Assert.Contains("is a copy of System.Text.Json, which the framework of the host brings",
                Assert.Throws<PluginPackageException>(() => strict.Install("acme.copy", Zoo.Rule(Zoo.Plain), others: copy)).Message, StringComparison.Ordinal);
        await using var zoo = new Zoo(verifies: false);
        zoo.Install("acme.copy", Zoo.Rule(Zoo.Plain), others: copy);

        Assert.Empty(await zoo.JudgeAsync(""));
        Assert.Contains("brings its own System.Text.Json, which the framework of the host brings", Assert.Single(zoo.Host.Plugins).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Built_against_an_older_or_a_newer_contract_a_plugin_is_refused_before_it_is_loaded()
    {
        await using var zoo = new Zoo();
        const string Other = "namespace Platform.Plugins.InProcess.Tests; [PluginContract(\"rule\", \"1.2\")] public interface IRule { string Judge(string text); }";
        var older = Compiled.Assembly("Platform.Plugins.InProcess.Tests", "0.0.0.0", Other);
        var code = "namespace Acme; public class Rule : Platform.Plugins.InProcess.Tests.IRule { public string Judge(string text) => text; }";

        var refused = Assert.Throws<PluginPackageException>(() => zoo.Install("acme.old", Compiled.Assembly("Acme.Plugin", "1.0.0.0", code, older)));
        Assert.Contains("does not implement IRule.JudgeAsync", refused.Message, StringComparison.Ordinal);
        var newer = Compiled.Assembly("Platform.Plugins.InProcess.Tests", "99.0.0.0", Other);
        Assert.Contains("needs Platform.Plugins.InProcess.Tests 99.0.0.0 or newer",
            Assert.Throws<PluginPackageException>(() => zoo.Install("acme.new", Compiled.Assembly("Acme.Plugin", "1.0.0.0", code, newer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_throws_in_its_constructor_keeps_neither_the_host_nor_others_from_working()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.bad", Zoo.Rule(Zoo.Plain, "public Rule() => throw new InvalidOperationException(\"no luck\");"), more: ", \"activation\": \"startup\"");
        zoo.Install("acme.good", Zoo.Rule(Zoo.Plain));

        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(["1.0.0:x"], await zoo.JudgeAsync("x"));
        var bad = zoo.Host.Plugins[0];
        Assert.Equal(("acme.bad", PluginState.Refused), (bad.Id, bad.State));
        Assert.Contains("no luck", bad.Reason, StringComparison.Ordinal);
        var health = await zoo.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("acme.bad 1.0.0: Refused", health.Entries["platform-plugins"].Description, StringComparison.Ordinal);
        Assert.Empty(Zoo.Contexts("acme.bad"));
    }

    [Fact]
    public async Task One_whose_constructor_never_ends_is_given_up_at_the_deadline()
    {
        using var gate = new ManualResetEventSlim();
        HostGate.Wait = gate.Wait;
        await using var zoo = new Zoo(options: o => o.StartTimeout = TimeSpan.FromMilliseconds(200));
        zoo.Install("acme.sleeper", Zoo.Rule(Zoo.Plain, "public Rule() => Platform.Plugins.InProcess.Tests.HostGate.Wait.Invoke();"));

        Assert.Empty(await zoo.JudgeAsync("x"));

        Assert.Contains("did not start within", Assert.Single(zoo.Host.Plugins).Reason, StringComparison.Ordinal);
        gate.Set();
        while (Zoo.Contexts("acme.sleeper").Any())
            await Task.Yield();
    }

    [Fact]
    public async Task More_isolation_than_there_is_is_not_given_as_less()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.careful", Zoo.Rule(Zoo.Plain), more: ", \"isolation\": \"process\"");

        Assert.Empty(await zoo.JudgeAsync(""));

        Assert.Contains("asks for the isolation Process, which this host does not have", Assert.Single(zoo.Host.Plugins).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_libraries_are_loaded_for_good_or_not_at_all()
    {
        const string Call = """[System.Runtime.InteropServices.DllImport("rates")] private static extern int Rate();""";
        var assembly = Zoo.Rule("return new ValueTask<string>(Rate().ToString());", Call);
        (string, byte[]) native = ("librates.so", [0x7F, (byte)'E', (byte)'L', (byte)'F']);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library is named as on Linux.");
        await using (var zoo = new Zoo())
        {
            zoo.Install("acme.native", assembly, more: ", \"capabilities\": [\"native\"]", others: native);
            Assert.Contains("which is never unloaded", (await Assert.ThrowsAsync<DllNotFoundException>(() => zoo.JudgeAsync(""))).Message, StringComparison.Ordinal);
        }
        await using var pinned = new Zoo(plugins => plugins.Mode = PluginLoadMode.Pinned);
        pinned.Install("acme.native2", assembly, more: ", \"capabilities\": [\"native\"]", others: native);
        // The file is none that the system could load: that it was asked to shows that it was found.
        Assert.Contains("librates.so", (await Assert.ThrowsAsync<DllNotFoundException>(() => pinned.JudgeAsync(""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_loaded_for_good_is_exchanged_and_stays_in_memory()
    {
        await using var zoo = new Zoo(plugins => plugins.Mode = PluginLoadMode.Pinned);
        zoo.Install("acme.pinned", Zoo.Rule(Zoo.Plain));
        Assert.Equal(["1.0.0:a"], await zoo.JudgeAsync("a"));
        zoo.Install("acme.pinned", Zoo.Rule(Zoo.Plain, version: "2.0.0"), "2.0.0");

        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(["2.0.0:a"], await zoo.JudgeAsync("a"));
        Assert.Equal([PluginState.Active, PluginState.Remaining], zoo.Host.Plugins.Select(plugin => plugin.State));
    }
}

/// <summary>Where plugins of the tests can be made to wait.</summary>
public static class HostGate
{
    private static readonly AsyncLocal<Action?> Waiting = new();

    /// <summary>Waits, as the test says.</summary>
    public static Action Wait
    {
        get => Waiting.Value ?? (static () => { });
        set => Waiting.Value = value;
    }
}
