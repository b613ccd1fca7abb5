using System.Runtime.InteropServices;
using Platform.Plugins.Generations;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>
/// How the program that runs plugins is started with what the host has: its framework, its assemblies, its settings of the runtime.
/// </summary>
/// <param name="Dotnet">The <c>dotnet</c> whose framework the host runs on.</param>
/// <param name="Arguments">What comes before the arguments of the program.</param>
internal sealed record HostProgram(string Dotnet, IReadOnlyList<string> Arguments)
{
    /// <exception cref="PluginStartException">The host was published in a way that another program cannot use.</exception>
    public static HostProgram Find()
    {
        // shared/Microsoft.NETCore.App/10.0.0/ of where .NET is installed.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var dotnet = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var runner = typeof(HostProgram).Assembly.Location;
        var deps = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';')[0];
        var settings = Path.ChangeExtension(deps, null);
        settings = Path.ChangeExtension(settings, "runtimeconfig.json");
        return File.Exists(dotnet) && File.Exists(runner) && File.Exists(settings)
            ? new HostProgram(dotnet, ["exec", "--depsfile", deps, "--runtimeconfig", settings, runner])
            : throw new PluginStartException(
                "This host cannot run plugins in processes of their own: publish it neither as a single file nor with its framework "
                + "(self-contained), and leave its .deps.json and .runtimeconfig.json beside it.");
    }
}
