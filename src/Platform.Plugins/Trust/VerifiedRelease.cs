using System.Collections.Immutable;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Trust;

/// <summary>A package of which it is known who released it. Only <see cref="PluginTrust.Verify"/> makes one.</summary>
public sealed class VerifiedRelease
{
    internal VerifiedRelease(PluginPackage package, DateTimeOffset signedAt, ImmutableArray<string> keyIds) =>
        (Package, SignedAt, KeyIds) = (package, signedAt, keyIds);

    /// <summary>The package.</summary>
    public PluginPackage Package { get; }

    /// <summary>When it was signed, as the publisher says.</summary>
    public DateTimeOffset SignedAt { get; }

    /// <summary>The keys that signed it and are trusted.</summary>
    public ImmutableArray<string> KeyIds { get; }
}
