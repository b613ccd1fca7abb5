using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>
/// Whatever a plugin does in its process: the host serves on, the others answer, and what is said of it says what happened.
/// </summary>
public sealed class MisbehavingProcessTests
{
    private const string Sends = "System.Array.Fill(s_bytes, (byte)7); write(HostSocket(), s_bytes, 100);";
    private const string Bytes = "private static readonly byte[] s_bytes = new byte[100];";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Crashes => new()
    {
        { "a stack overflow", "Depth(0);", "crashed with SIGABRT (Stack overflow" },
        { "a native crash", "memset(0, 1, 100);", "crashed with SIGSEGV" },
        { "an exception that nobody catches",
            "new Thread(() => throw new InvalidOperationException(\"lost\")).Start(); Thread.Sleep(Timeout.Infinite);",
            "Unhandled exception. System.InvalidOperationException: lost" },
        { "the end of the process", "Environment.Exit(3);", "ended by itself with the code 3" },
        { "the end of the process in haste", "Environment.FailFast(\"enough\");", "Process terminated" },
        { "the end of the connection", "shutdown(HostSocket(), 2); Thread.Sleep(Timeout.Infinite);", "ended by itself with the code 0" },
        { "bytes that are no frame", $"{Sends} Thread.Sleep(Timeout.Infinite);", "What arrived is no frame" },
    };

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task One_that_ends_fails_its_call_and_is_started_again(string what, string misbehaviour, string reason)
    {
        Assert.NotEmpty(what);
        var seen = "";
        await using var zoo = ProcessZoo.Open(p => p.FirstRestart = TimeSpan.FromMilliseconds(500));
        zoo.InstallBoth(misbehaviour, members: Bytes);
        var before = await zoo.AskAsync("good");

        var answers = await zoo.AskAsync("bad");

        Assert.Equal(ExtensionOutcome.Failed, answers[ProcessZoo.Bad].Outcome);
        Assert.Contains("acme.bad 1.0.0", answers[ProcessZoo.Bad].Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(ProcessZoo.ProcessOf(before[ProcessZoo.Good]), ProcessZoo.ProcessOf(answers[ProcessZoo.Good]));
        await ProcessZoo.UntilAsync(
            () => zoo.StatusOf(ProcessZoo.Bad) is { State: PluginState.Restarting, Reason: { } said } && (seen = said).Length > 0);
        Assert.Contains(reason, seen, StringComparison.Ordinal);
        await ProcessZoo.UntilAsync(() => zoo.StatusOf(ProcessZoo.Bad).State == PluginState.Active);
        Assert.NotEqual(ProcessZoo.ProcessOf(before[ProcessZoo.Bad]), ProcessZoo.ProcessOf((await zoo.AskAsync("good"))[ProcessZoo.Bad]));
    }

    public static TheoryData<string, string> Hangs => new()
    {
        { "a spinner", "while (true) { }" },
        { "spinners on all threads of the pool",
            "for (var i = 0; i < 8; i++) ThreadPool.QueueUserWorkItem(_ => { while (true) { } }); while (true) { }" },
        { "a deadlock",
            "lock (s_first) { new Thread(() => { lock (s_second) lock (s_first) { } }).Start(); Thread.Sleep(100); lock (s_second) { } }" },
        { "a call that ignores that nobody waits", "return new ValueTask<string>(new TaskCompletionSource<string>().Task);" },
    };

    [Theory]
    [MemberData(nameof(Hangs))]
    public async Task One_whose_call_never_ends_is_ended_and_started_again(string what, string misbehaviour)
    {
        Assert.NotEmpty(what);
        var seen = "";
        await using var zoo = ProcessZoo.Open(p => p.FirstRestart = TimeSpan.FromMilliseconds(500), timeout: TimeSpan.FromSeconds(3));
        zoo.InstallBoth(misbehaviour);
        var before = await zoo.AskAsync("good");

        var answers = await zoo.AskAsync("bad");

        Assert.Equal(ExtensionOutcome.TimedOut, answers[ProcessZoo.Bad].Outcome);
        Assert.Equal(ExtensionOutcome.Answered, answers[ProcessZoo.Good].Outcome);
        await ProcessZoo.UntilAsync(
            () => zoo.StatusOf(ProcessZoo.Bad) is { State: PluginState.Restarting, Reason: { } said } && (seen = said).Length > 0);
        Assert.Contains("went on for 00:00:01 after nobody waited", seen, StringComparison.Ordinal);
        Assert.Equal(PluginState.Active, zoo.StatusOf(ProcessZoo.Good).State);
        await ProcessZoo.UntilAsync(() => zoo.StatusOf(ProcessZoo.Bad).State == PluginState.Active);
        var after = await zoo.AskAsync("good");
        Assert.NotEqual(ProcessZoo.ProcessOf(before[ProcessZoo.Bad]), ProcessZoo.ProcessOf(after[ProcessZoo.Bad]));
        Assert.False(ProcessZoo.IsRunning(ProcessZoo.ProcessOf(before[ProcessZoo.Bad])));
    }

    public static TheoryData<string, string> Allocators => new()
    {
        { "objects", "var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]);" },
        { "memory that no collector knows", "while (true) System.Runtime.InteropServices.Marshal.AllocHGlobal(1 << 24);" },
        { "threads", "while (true) new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();" },
    };

    [Theory]
    [MemberData(nameof(Allocators))]
    public async Task One_that_takes_all_memory_gets_no_more_than_its_share(string what, string misbehaviour)
    {
        Assert.NotEmpty(what);
        await using var zoo = ProcessZoo.Open();
        zoo.InstallBoth(misbehaviour, more: ProcessZoo.InProcess + ", \"limits\": { \"memoryMebibytes\": 32 }");
        await zoo.AskAsync("good");

        var answers = await zoo.AskAsync("bad");

        Assert.Equal(ExtensionOutcome.Failed, answers[ProcessZoo.Bad].Outcome);
        Assert.Equal(ExtensionOutcome.Answered, answers[ProcessZoo.Good].Outcome);
        await ProcessZoo.UntilAsync(async () => (await zoo.AskAsync("good"))[ProcessZoo.Bad].Outcome == ExtensionOutcome.Answered);
    }

    [Fact]
    public async Task One_that_writes_without_end_hinders_nobody()
    {
        await using var zoo = ProcessZoo.Open();
        zoo.InstallBoth("""
            for (var i = 0; i < 200_000; i++) Console.Error.Write("endless "); for (var i = 0; i < 20_000; i++) Console.WriteLine(i);
            """);

        var answers = await zoo.AskAsync("bad");

        Assert.All(answers.Values, answer => Assert.Equal(ExtensionOutcome.Answered, answer.Outcome));
    }

    [Fact]
    public async Task One_that_uses_more_of_the_processors_than_it_may_is_ended()
    {
        var seen = "";
        await using var zoo = ProcessZoo.Open(p => (p.MostProcessors, p.FirstRestart) = (0.1, TimeSpan.FromMilliseconds(500)));
        zoo.InstallBoth("new Thread(() => { while (true) { } }).Start();");

        Assert.Equal(ExtensionOutcome.Answered, (await zoo.AskAsync("bad"))[ProcessZoo.Bad].Outcome);

        await ProcessZoo.UntilAsync(
            () => zoo.StatusOf(ProcessZoo.Bad) is { State: PluginState.Restarting, Reason: { } said } && (seen = said).Length > 0);
        Assert.Contains("used more than 0.1 processors", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_crashes_too_often_is_in_quarantine_until_another_version_takes_its_place()
    {
        await using var zoo = ProcessZoo.Open(p => p.Crashes = 3);
        zoo.InstallBoth("Environment.Exit(7);");

        await ProcessZoo.UntilAsync(async () =>
        {
            Assert.Equal(ExtensionOutcome.Failed, (await zoo.AskAsync("bad"))[ProcessZoo.Bad].Outcome);
            return zoo.StatusOf(ProcessZoo.Bad).State == PluginState.Quarantined;
        });

        Assert.Contains("ended by itself with the code 7. It has ended 3 times", zoo.StatusOf(ProcessZoo.Bad).Reason,
            StringComparison.Ordinal);
        Assert.Contains("does not run (Quarantined)", (await zoo.AskAsync("good"))[ProcessZoo.Bad].Fault!.Message,
            StringComparison.Ordinal);
        zoo.Install(ProcessZoo.Bad, ProcessZoo.Rule(version: "2.0.0"), "2.0.0", ProcessZoo.InProcess);
        await zoo.Host.RefreshAsync(Token);
        Assert.Equal(ExtensionOutcome.Answered, (await zoo.AskAsync("bad"))[ProcessZoo.Bad].Outcome);
    }

    [Fact]
    public async Task One_that_hangs_or_ends_when_it_is_to_start_is_told_and_leaves_no_process()
    {
        await using var zoo = ProcessZoo.Open(options: o => o.StartTimeout = TimeSpan.FromSeconds(10));
        zoo.Install("acme.exits", ProcessZoo.Rule(members: "public Rule() => Environment.Exit(9);"), more: ProcessZoo.InProcess);
        zoo.Install("acme.throws", ProcessZoo.Rule(members: "public Rule() => throw new InvalidOperationException(\"no luck\");"),
            more: ProcessZoo.InProcess);
        zoo.Install("acme.hangs", ProcessZoo.Rule(members: "public Rule() { while (true) { } }"), more: ProcessZoo.InProcess);
        zoo.Install(ProcessZoo.Good, ProcessZoo.Rule());

        Assert.Equal([ProcessZoo.Good], (await zoo.AskAsync("good")).Keys);

        Assert.Contains("ended by itself with the code 9 when it was to start", zoo.StatusOf("acme.exits").Reason,
            StringComparison.Ordinal);
        Assert.Contains("no luck", zoo.StatusOf("acme.throws").Reason, StringComparison.Ordinal);
        Assert.Contains("did not start within", zoo.StatusOf("acme.hangs").Reason, StringComparison.Ordinal);
    }
}
