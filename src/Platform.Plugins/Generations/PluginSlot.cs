using Platform.Plugins.Catalogue;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Generations;

/// <summary>One plugin: what the store wants of it, what runs of it, and why they differ.</summary>
internal sealed record PluginSlot(InstalledPlugin Wanted, Generation? Active, string? Reason)
{
    public bool IsEager => Wanted.Manifest.Activation == PluginActivation.Startup;

    /// <summary>Whether it is started when somebody needs it.</summary>
    public bool IsWaiting => Active is null && Reason is null;

    public PluginStatus Status() => Active is { } active ? active.Status() with { Reason = Reason }
        : new PluginStatus(Wanted.Manifest.Id, Wanted.Manifest.Version.ToString(), Reason is null ? PluginState.Waiting : PluginState.Refused, Reason, []);
}
