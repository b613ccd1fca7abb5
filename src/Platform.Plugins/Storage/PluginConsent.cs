using System.Collections.Immutable;

namespace Platform.Plugins.Storage;

/// <summary>
/// Somebody has seen in what a package differs, and agrees. It holds for that package in that place and for those differences, and for nothing else. Made by
/// <see cref="PluginChange.AgreedBy"/>, and kept in the journal.
/// </summary>
public sealed class PluginConsent
{
    internal PluginConsent(string person, PluginChange change) =>
        (Person, Digest, Replaces, Differences) = (person, change.Release.Package.Digest, change.Replaces?.Digest, change.Differences);

    /// <summary>Who agreed.</summary>
    public string Person { get; }

    /// <summary>The package.</summary>
    public string Digest { get; }

    /// <summary>To what.</summary>
    public ImmutableArray<PluginDifference> Differences { get; }

    internal string? Replaces { get; }

    internal bool Covers(PluginChange change) =>
        Digest == change.Release.Package.Digest && Replaces == change.Replaces?.Digest && change.Differences.All(Differences.Contains);
}
