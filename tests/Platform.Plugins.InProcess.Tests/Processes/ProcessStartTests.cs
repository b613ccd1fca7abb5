using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.InProcess.Processes;
using Platform.Plugins.InProcess.Runner;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Manifests;
using Platform.Plugins.Storage;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>What keeps a process from being started, or from being taken for one that was.</summary>
public sealed class ProcessStartTests
{
    private const string Sandbox = ", \"isolation\": \"sandbox\"";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_the_system_has_no_sandbox_one_that_asks_for_it_is_refused_and_others_have_a_process()
    {
        await using var zoo = ProcessZoo.Open(
            services: static services => services.AddSingleton(new SystemIsolation(PluginIsolation.Process)));
        zoo.Install("acme.bound", ProcessZoo.Rule(), more: Sandbox);
        zoo.Install("acme.apart", ProcessZoo.Rule(), more: ProcessZoo.InProcess);

        var answer = Assert.Single(await zoo.AskAsync("good"));

        Assert.Equal("acme.apart", answer.Key);
        Assert.NotEqual(Environment.ProcessId, ProcessZoo.ProcessOf(answer.Value));
        Assert.Equal("process", zoo.StatusOf("acme.apart").Isolation);
        Assert.Equal(PluginState.Refused, zoo.StatusOf("acme.bound").State);
        Assert.Contains("asks for the isolation Sandbox", zoo.StatusOf("acme.bound").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_attained_less_than_was_asked_for_is_not_taken()
    {
        await using var zoo = ProcessZoo.Open();

        var fault = await FailToStartAsync(zoo, Sandbox, static plan => plan);

        Assert.Contains("asks for the isolation Sandbox, and what was attained is: process.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_was_exchanged_after_it_was_verified_is_not_loaded()
    {
        await using var zoo = ProcessZoo.Open();
        zoo.Install("acme.other", ProcessZoo.Rule(), more: ProcessZoo.InProcess);
        var other = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(other, zoo.Store.OpenRelease("acme.other").Verified.Package.Bytes, Token);

            var fault = await FailToStartAsync(
                zoo, ProcessZoo.InProcess, plan => plan with { Program = Before(plan, $"cp '{other}' package; exec \"$0\" \"$@\"") });

            Assert.Equal("The package is another one than the host has verified.", fault.Message);
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public async Task A_contract_that_means_something_else_at_the_other_end_is_not_called()
    {
        await using var zoo = ProcessZoo.Open();

        var fault = await FailToStartAsync(zoo, ProcessZoo.InProcess, static plan => plan with
        {
            Start = plan.Start with { Contracts = [plan.Start.Contracts[0] with { Members = new Dictionary<int, string> { [1] = "()" } }] },
        });

        Assert.StartsWith("rule is another contract here than in the host", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_connects_in_the_place_of_the_process_is_turned_away_and_nothing_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "waits for a kernel that says who has connected");
        await using var zoo = ProcessZoo.Open();
        using var other = new Other();

        var fault = await FailToStartAsync(
            zoo, ProcessZoo.InProcess, plan => plan with { Program = Before(plan, "pwd; exec sleep 1000"), Logger = other });

        Assert.Contains(
            $"The process {Environment.ProcessId} has connected in the place of that of acme.new 1.0.0", fault.Message,
            StringComparison.Ordinal);
        Assert.Equal(0, await other.Socket.ReceiveAsync(new byte[1], Token));
        Assert.False(Directory.Exists(other.Folder));
    }

    private static async Task<PluginStartException> FailToStartAsync(Zoo zoo, string more, Func<ProcessPlan, ProcessPlan> change)
    {
        zoo.Install("acme.new", ProcessZoo.Rule(), more: more);
        using var starter = new ProcessStarter();
        var plan = change(PlanOf(zoo, zoo.Store.OpenRelease("acme.new"), starter));
        return await Assert.ThrowsAsync<PluginStartException>(() => PluginProcess.StartAsync(plan, Token));
    }

    /// <summary>Of a process that the kernel does not bind.</summary>
    private static ProcessPlan PlanOf(Zoo zoo, PluginRelease release, ProcessStarter starter)
    {
        var contract = new RunnerContract("rule", typeof(IRule).AssemblyQualifiedName!, PluginWire.Find(typeof(IRule))!.Members);
        var shared = zoo.Services.GetRequiredService<SharedAssemblies>().Names;
        var start = new RunnerStart(release.Digest, [.. shared], [contract], new Dictionary<string, string?>(), false);
        return new ProcessPlan(
            release, PluginIsolation.Process, HostProgram.Find(), ProcessGrants.Of(release.Manifest.Id, [], 64), start, starter,
            TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>A shell that does something first, in the folder of the process.</summary>
    private static HostProgram Before(ProcessPlan plan, string script) =>
        new("/bin/sh", ["-c", script, plan.Program.Dotnet, .. plan.Program.Arguments]);

    /// <summary>Is told where the process waits, and connects there.</summary>
    private sealed class Other : ILogger, IDisposable
    {
        public Socket Socket { get; } = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public string? Folder { get; private set; }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Folder is null)
                Socket.Connect(new UnixDomainSocketEndPoint(RunnerFiles.Socket(Folder = formatter(state, exception))));
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose() => Socket.Dispose();
    }
}
