using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>Plugins that are compiled for a test and run in processes of their own, beside a good one.</summary>
internal static class ProcessZoo
{
    public const string Bad = "acme.bad";
    public const string Good = "acme.good";
    public const string InProcess = ", \"isolation\": \"process\"";

    /// <summary>What misbehaving ones need of the system.</summary>
    private const string Tools = """
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern nint memset(
            nint at, int value, nint count);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern int shutdown(int socket, int how);
        [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)] private static extern nint write(
            int file, byte[] bytes, nint count);
        private static int Depth(int n) => Depth(n + 1) + Depth(n + 2);
        private static readonly object s_first = new(), s_second = new();
        private static int HostSocket() => int.Parse(System.IO.Path.GetFileName(System.IO.Directory.GetFiles("/proc/self/fd")
            .First(file => new System.IO.FileInfo(file).LinkTarget is { } target && target.StartsWith("socket:"))));
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Zoo Open(
        Action<ProcessPlugins>? processes = null, TimeSpan? timeout = null, Action<PlatformPluginsOptions>? options = null,
        Action<IServiceCollection>? services = null) => new(
        policy: p => (p.Timeout, p.BreakAfter, p.Parallelism) = (timeout ?? TimeSpan.FromSeconds(30), 1_000, 2), options: options, services: services,
        processes: p =>
        {
            (p.FirstRestart, p.OverdueTimeout) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));
            processes?.Invoke(p);
        });

    /// <summary>One that answers with its process, unless it is asked for what it does else.</summary>
    public static byte[] Rule(string misbehaviour = "", string version = "1.0.0", string members = "") => Zoo.Rule(
        $$"""
        if (text == "bad") { {{misbehaviour}} }
        return new ValueTask<string>("{version}:" + Environment.ProcessId);
        """, Tools + members, version);

    public static void InstallBoth(this Zoo zoo, string misbehaviour, string more = InProcess, string members = "")
    {
        zoo.Install(Bad, Rule(misbehaviour, members: members), more: more);
        zoo.Install(Good, Rule(), more: InProcess);
    }

    public static async Task<ImmutableDictionary<string, ExtensionResult<string>>> AskAsync(this Zoo zoo, string text) =>
        (await zoo.Rules.InvokeAsync(text, static (rule, text, token) => rule.JudgeAsync(text, token), Token))
            .ToImmutableDictionary(result => result.PluginId);

    public static PluginStatus StatusOf(this Zoo zoo, string id) => zoo.Host.Plugins.Single(plugin => plugin.Id == id);

    public static int ProcessOf(ExtensionResult<string> answer) =>
        int.Parse(answer.Value?.Split(':')[1] ?? throw new InvalidOperationException($"{answer.Outcome}: {answer.Fault}"),
            CultureInfo.InvariantCulture);

    public static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited && !HasEnded(process);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether it has ended, and nobody has asked how: where its parent has ended before it, that may take for ever.</summary>
    private static bool HasEnded(int process) => OperatingSystem.IsLinux() && File.Exists($"/proc/{process}/status")
        && File.ReadLines($"/proc/{process}/status").Any(static line => line.StartsWith("State:\tZ", StringComparison.Ordinal));

    /// <summary>Asks until it is so. The patience is the test's.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
    }

    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));
}
