using Platform.Plugins.Abstractions;

namespace Platform.Plugins.InProcess.Runner;

/// <summary>
/// What a host says to the program that runs a plugin: itself a contract, which crosses as those of plugins do, as target 0.
/// </summary>
[PluginContract("platform-runner", "1.0")]
internal interface IPluginRunner
{
    /// <summary>Loads the package, makes what it brings, and says what has been attained.</summary>
    ValueTask<RunnerStarted> StartAsync(RunnerStart start, CancellationToken cancellationToken);

    /// <summary>Disposes of everything. The program ends when the host closes.</summary>
    ValueTask StopAsync(CancellationToken cancellationToken);
}

/// <summary>What is to be started.</summary>
/// <param name="Digest">What the package was when its signature was verified: what is loaded is hashed again.</param>
/// <param name="Shared">The names of the assemblies that the host shares.</param>
/// <param name="Contracts">The contracts of the host.</param>
/// <param name="Settings">The section of the configuration that is the plugin's own.</param>
/// <param name="AllowPrivateAddresses">Whether its clients may connect to addresses that are not of the public Internet.</param>
internal sealed record RunnerStart(
    string Digest, IReadOnlyList<string> Shared, IReadOnlyList<RunnerContract> Contracts, IReadOnlyDictionary<string, string?> Settings,
    bool AllowPrivateAddresses);

/// <summary>A contract of the host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The interface, with its assembly.</param>
/// <param name="Members">What its methods take and answer, by their numbers: both ends have to mean the same.</param>
internal sealed record RunnerContract(string Name, string Type, IReadOnlyDictionary<int, string> Members);

/// <summary>What was started.</summary>
/// <param name="Level">What keeps the process in, as attained.</param>
internal sealed record RunnerStarted(string Level);
