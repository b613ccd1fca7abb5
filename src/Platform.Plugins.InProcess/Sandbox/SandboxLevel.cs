using System.Globalization;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>What keeps a process in.</summary>
internal static class SandboxLevel
{
    public const string Process = "process";

    /// <summary>The most that this system has: all of it, or a process and nothing more. What keeps half in is no sandbox.</summary>
    public static PluginIsolation Best =>
        Landlock.Version >= Landlock.LeastVersion && SystemCalls.AreKnown ? PluginIsolation.Sandbox : PluginIsolation.Process;

    /// <summary>What is said of a sandbox.</summary>
    public static string Sandbox =>
        string.Create(CultureInfo.InvariantCulture, $"sandbox (no_new_privs, rlimits, landlock {Landlock.Version}, seccomp)");

    /// <summary>What a level is that was said.</summary>
    public static PluginIsolation Of(string level) =>
        level.StartsWith("sandbox ", StringComparison.Ordinal) ? PluginIsolation.Sandbox
        : level == Process ? PluginIsolation.Process : PluginIsolation.InProcess;
}
