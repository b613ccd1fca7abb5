using System.Collections.Immutable;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Storage;

/// <summary>What installing a package would change. Nothing has been written yet.</summary>
public sealed class PluginChange
{
    internal PluginChange(VerifiedRelease release, InstalledPlugin? replaces, ImmutableArray<PluginFinding> findings)
    {
        (Release, Replaces, Findings) = (release, replaces, findings);
        var (before, after) = (replaces?.Manifest, release.Package.Manifest);
        AddedCapabilities = [.. after.Capabilities.Where(capability => before is null || !before.Capabilities.Contains(capability))];
        AddedDependencies =
        [
            .. after.Dependencies.Where(dependency => before is null || !before.Dependencies.TryGetValue(dependency.Key, out var had)
                || had.Digest != dependency.Value.Digest)
                .Select(dependency => dependency.Key),
        ];
    }

    /// <summary>The package, and who released it.</summary>
    public VerifiedRelease Release { get; }

    /// <summary>What is active now; nothing when it is installed for the first time.</summary>
    public InstalledPlugin? Replaces { get; }

    /// <summary>What the verifier found that is not fatal; nothing where the store has no verifier.</summary>
    public ImmutableArray<PluginFinding> Findings { get; }

    /// <summary>What it asks to be allowed and was not allowed before, in the order of its manifest.</summary>
    public ImmutableArray<string> AddedCapabilities { get; }

    /// <summary>The plugins that it needs and did not need before, or with other bytes.</summary>
    public ImmutableArray<string> AddedDependencies { get; }

    /// <summary>Whether somebody must agree: when it asks for more, or brings something else along.</summary>
    public bool NeedsConsent => !AddedCapabilities.IsEmpty || !AddedDependencies.IsEmpty;
}
