using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.InProcess.Runner;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Manifests;
using Platform.Plugins.Observing;
using Platform.Plugins.Processes;
using Platform.Plugins.Storage;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>Starts plugins in processes of their own.</summary>
internal sealed class ProcessRuntime(
    ProcessPlugins plugins, SystemIsolation system, SharedAssemblies shared, ProcessStarter starter, PlatformPluginsOptions options, IConfiguration? configuration,
    TimeProvider time, Telemetry telemetry, PluginWatch watch, ILoggerFactory loggers) : IPluginRuntime
{
    private const int Chances = 1_000;

    public PluginIsolation Isolation => system.Best;

    public async ValueTask<IPluginInstance> StartAsync(
        PluginRelease release, IReadOnlyDictionary<string, Type> contracts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        var manifest = release.Manifest;
        var used = contracts.Where(contract => manifest.Contributions.Any(contribution => contribution.Contract == contract.Key))
            .Select(contract => (Name: contract.Key, Type: contract.Value, Wire: WireOf(contract.Key, contract.Value))).ToList();
        var start = new RunnerStart(
            release.Digest, [.. shared.Names],
            [.. used.Select(each => new RunnerContract(each.Name, each.Type.AssemblyQualifiedName!, each.Wire.Members))],
            SettingsOf(manifest.Id), plugins.AllowPrivateAddresses);
        var grants = ProcessGrants.Of(manifest.Id, manifest.Capabilities, manifest.MemoryMebibytes ?? plugins.MemoryMebibytes);
        var plan = new ProcessPlan(release, Isolation, HostProgram.Find(), grants, start, starter, time, loggers.CreateLogger(manifest.Id));
        var policy = new RestartPolicy(plugins.FirstRestart, plugins.LongestRestart, plugins.Crashes, plugins.CrashWindow);
        var instance = new ProcessInstance(plan, plugins, policy, options, telemetry, watch, Chance);
        var wires = used.ToDictionary(static each => each.Name, static each => each.Wire, StringComparer.Ordinal);
        await instance.StartAsync(wires, cancellationToken).ConfigureAwait(false);
        return instance;
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(Chances + 1) / (double)Chances;

    private static PluginWire WireOf(string name, Type contract) => PluginWire.Find(contract) ?? throw new PluginStartException(
        $"{name} does not cross to another process: {contract} is for the host's process alone, or was compiled without the generator "
        + "of Platform.Plugins.Abstractions.");

    private Dictionary<string, string?> SettingsOf(string id)
    {
        var section = configuration?.GetSection(PluginContainer.Section).GetSection(id).AsEnumerable(makePathsRelative: true) ?? [];
        return section.Where(static each => each.Key.Length > 0).ToDictionary(StringComparer.Ordinal);
    }
}
