using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Platform.Plugins.InProcess.Runner;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Manifests;
using Platform.Plugins.Storage;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>How processes of one release are started: the same each time.</summary>
internal sealed record ProcessPlan(
    PluginRelease Release, PluginIsolation Isolation, HostProgram Program, ProcessGrants Grants, RunnerStart Start, ProcessStarter Starter,
    TimeProvider Time, ILogger Logger)
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>What a process has of the host's environment. The rest may hold secrets, or change how the runtime starts.</summary>
    private static readonly string[] Inherited =
        ["PATH", "LANG", "LC_ALL", "TZ", "SystemRoot", "SSL_CERT_DIR", "SSL_CERT_FILE", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    /// <summary>The plugin and its version.</summary>
    public string Name => $"{Release.Manifest.Id} {Release.Manifest.Version}";

    /// <summary>What starts one that connects to the socket in a folder.</summary>
    public ProcessStartInfo Command(string folder)
    {
        var isBound = Isolation == PluginIsolation.Sandbox;
        var parent = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        string[] run = [.. Program.Arguments, RunnerProgram.Run, folder, parent, isBound.ToString(), (Grants.Ports.Count > 0).ToString()];
        string[] all = isBound
            ? [.. Program.Arguments, RunnerProgram.Bind, folder, parent, Program.Dotnet, .. Grants.Write(), "--", Program.Dotnet, .. run]
            : run;
        var start = new ProcessStartInfo(Program.Dotnet, all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }
        start.Environment["TMPDIR"] = RunnerFiles.Scratch(folder);
        // In hexadecimal digits. Beyond it, the runtime throws OutOfMemoryException in the plugin.
        start.Environment["DOTNET_GCHeapHardLimit"] = (Grants.MemoryMebibytes * Mebibyte).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        // No debugger's socket, and no dumps.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}
