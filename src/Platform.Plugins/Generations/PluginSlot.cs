using Platform.Plugins.Catalogue;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Generations;

/// <summary>One plugin: what the store wants of it, what runs of it, and why they differ.</summary>
/// <param name="Wanted">What the store wants.</param>
/// <param name="Active">What runs.</param>
/// <param name="Reason">Why what is wanted does not run.</param>
/// <param name="IsRefused">Whether the catalogue refuses what is wanted. Another catalogue may not.</param>
internal sealed record PluginSlot(InstalledPlugin Wanted, Generation? Active, string? Reason, bool IsRefused = false)
{
    public bool IsEager => Wanted.Manifest.Activation == PluginActivation.Startup;

    /// <summary>Whether it is started when somebody needs it.</summary>
    public bool IsWaiting => Active is null && Reason is null;

    /// <summary>Whether what is wanted does not run, and nothing says that it cannot.</summary>
    public bool IsToStart => Active?.Digest != Wanted.Digest && Reason is null;

    /// <summary>Whether a plugin is still what is wanted, and may be.</summary>
    public bool Wants(InstalledPlugin plugin) => !IsRefused && Wanted.Digest == plugin.Digest;

    /// <summary>Whether what is wanted, or what runs, brings something for a contract.</summary>
    public bool Brings(string contract) =>
        Wanted.Manifest.Contributions.Any(contribution => contribution.Contract == contract) || Active?.ExtensionsOf(contract) is [_, ..];

    public PluginStatus Status() => Active is { } active ? StatusOf(active)
        : new PluginStatus(Wanted.Manifest.Id, Wanted.Manifest.Version.ToString(), Reason is null ? PluginState.Waiting : PluginState.Refused, Reason, []);

    /// <summary>Why what is wanted does not run says more than how what runs instead fares.</summary>
    private PluginStatus StatusOf(Generation active)
    {
        var status = active.Status();
        return Reason is null ? status : status with { Reason = Reason };
    }
}
