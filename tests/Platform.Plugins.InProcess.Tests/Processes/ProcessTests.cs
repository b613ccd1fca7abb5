using System.Diagnostics;
using Platform.Plugins.InProcess.Processes;
using Platform.Testing;

namespace Platform.Plugins.InProcess.Tests.Processes;

public sealed class ProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_that_asks_for_a_process_has_one_and_others_have_none()
    {
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.apart", ProcessZoo.Rule(), more: ProcessZoo.InProcess);
        zoo.Install("acme.here", ProcessZoo.Rule());

        var answers = await zoo.AskAsync("good");

        Assert.Equal(Environment.ProcessId, ProcessZoo.ProcessOf(answers["acme.here"]));
        Assert.NotEqual(Environment.ProcessId, ProcessZoo.ProcessOf(answers["acme.apart"]));
        Assert.Equal("in the process of the host", zoo.StatusOf("acme.here").Isolation);
        Assert.NotNull(zoo.StatusOf("acme.apart").Isolation);
    }

    [Fact]
    public async Task Where_no_processes_are_offered_one_that_asks_for_it_is_refused()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.apart", ProcessZoo.Rule(), more: ProcessZoo.InProcess);

        Assert.Empty(await zoo.AskAsync("good"));
        Assert.Contains("asks for the isolation Process", zoo.StatusOf("acme.apart").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_has_its_settings_its_logs_and_nothing_of_the_environment_of_the_host()
    {
        Environment.SetEnvironmentVariable("ZOO_SECRET", "hidden");
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.tax", Zoo.Rule(
            """
            _logger.LogWarning("asked for {Text}", text);
            return new ValueTask<string>(
                _settings["Rate"] + ":" + _settings["Secret"] + ":" + Environment.GetEnvironmentVariable("ZOO_SECRET"));
            """,
            """
            private readonly Microsoft.Extensions.Configuration.IConfiguration _settings; private readonly ILogger<Rule> _logger;
            public Rule(Microsoft.Extensions.Configuration.IConfiguration settings, ILogger<Rule> logger) =>
                (_settings, _logger) = (settings, logger);
            """,
            references: [await File.ReadAllBytesAsync(typeof(Microsoft.Extensions.Configuration.IConfiguration).Assembly.Location, Token)]),
            more: ProcessZoo.InProcess);

        Assert.Equal("19::", (await zoo.AskAsync("good"))["acme.tax"].Value);
    }

    [Fact]
    public async Task A_contract_that_does_not_cross_keeps_a_plugin_from_a_process()
    {
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.panel", Zoo.Rule(Zoo.Plain, "public string Show() => \"\";", also: ", Platform.Plugins.InProcess.Tests.IPanel"),
            more: ProcessZoo.InProcess,
            contributes: "{ \"contract\": \"panel\", \"name\": \"first\", \"type\": \"Acme.Rule\" }");

        using var lease = await zoo.Panels.AcquireAsync(Token);

        Assert.Equal(0, lease.Count);
        Assert.Contains("panel does not cross to another process", zoo.StatusOf("acme.panel").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_exchanged_under_load_without_a_failed_call_and_the_process_of_the_older_one_ends_whatever_it_does()
    {
        await using var zoo = ProcessZoo.Open();
        // A thread of its own, which no process waits for that is to end.
        zoo.Install("acme.busy", ProcessZoo.Rule(
            members: "public Rule() => new Thread(() => { while (true) Thread.Sleep(1); }).Start();"), more: ProcessZoo.InProcess);
        var first = ProcessZoo.ProcessOf((await zoo.AskAsync("good"))["acme.busy"]);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                Assert.Contains(":", Assert.Single(await zoo.JudgeAsync("good")), StringComparison.Ordinal);
        }, Token)).ToList();

        foreach (var version in (string[])["2.0.0", "3.0.0"])
        {
            zoo.Install("acme.busy", ProcessZoo.Rule(version: version), version, ProcessZoo.InProcess);
            await zoo.Host.RefreshAsync(Token);
        }
        await enough.CancelAsync();
        await Task.WhenAll(callers);

        Assert.StartsWith("3.0.0:", Assert.Single(await zoo.JudgeAsync("good")), StringComparison.Ordinal);
        Assert.False(ProcessZoo.IsRunning(first));
        Assert.Equal(["3.0.0"], zoo.Host.Plugins.Select(plugin => plugin.Version));
    }

    [Fact]
    [StopTestOf(typeof(ProcessInstance))]
    [StopTestOf(typeof(PluginProcess))]
    public async Task A_host_that_stops_ends_the_processes_also_of_a_plugin_that_does_not_stop()
    {
        int process;
        await using (var zoo = ProcessZoo.Open(options: o => o.StopTimeout = TimeSpan.FromSeconds(1)))
        {
            zoo.Install("acme.stays", Zoo.Rule(
                "return new ValueTask<string>(\"1:\" + Environment.ProcessId);", "public void Dispose() { while (true) { } }",
                also: ", IDisposable"), more: ProcessZoo.InProcess);
            process = ProcessZoo.ProcessOf((await zoo.AskAsync("good"))["acme.stays"]);
            Assert.True(ProcessZoo.IsRunning(process));
        }

        Assert.False(ProcessZoo.IsRunning(process));
    }

    [Fact]
    [StopTestOf(typeof(ProcessStarter))]
    public async Task Who_starts_processes_starts_none_after_it_was_stopped()
    {
        var starter = new ProcessStarter();
        var start = new ProcessStartInfo("/bin/sh", ["-c", "sleep 1000"]);
        using var process = await starter.StartAsync(start);
        await Assert.ThrowsAsync<System.ComponentModel.Win32Exception>(() => starter.StartAsync(new ProcessStartInfo("/there/is/none")));

        starter.Dispose();
        starter.Dispose();

        Assert.ThrowsAny<InvalidOperationException>(() => { _ = starter.StartAsync(start); });
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(Token);
    }
}
