using System.Collections.Immutable;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Storage;

/// <summary>What installing a package would change. Nothing has been written yet.</summary>
public sealed class PluginChange
{
    internal PluginChange(
        VerifiedRelease release, InstalledPlugin? replaces, ImmutableArray<PluginFinding> findings, ImmutableArray<PluginDifference> differences,
        ImmutableArray<string> breaks) =>
        (Release, Replaces, Findings, Differences, Breaks) = (release, replaces, findings, differences, breaks);

    /// <summary>The package, and who released it.</summary>
    public VerifiedRelease Release { get; }

    /// <summary>What is active now; nothing when it is installed for the first time.</summary>
    public InstalledPlugin? Replaces { get; }

    /// <summary>What the verifier found that is not fatal; nothing where the store has no verifier.</summary>
    public ImmutableArray<PluginFinding> Findings { get; }

    /// <summary>Everything to which somebody must agree.</summary>
    public ImmutableArray<PluginDifference> Differences { get; }

    /// <summary>The plugins that are installed, need this one, and would not take the new version.</summary>
    public ImmutableArray<string> Breaks { get; }

    /// <summary>Whether somebody must agree.</summary>
    public bool NeedsConsent => !Differences.IsEmpty;

    /// <summary>Says that somebody has seen <see cref="Differences"/>, and agrees to them.</summary>
    /// <param name="person">Who, as the journal is to name them.</param>
    /// <returns>The consent, which holds for this change alone.</returns>
    /// <exception cref="ArgumentException"><paramref name="person"/> is empty or longer than 256 characters.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="person"/> is <see langword="null"/>.</exception>
    public PluginConsent AgreedBy(string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        return person.Length <= 256 ? new PluginConsent(person, this)
            : throw new ArgumentException("Whoever agrees is named in at most 256 characters.", nameof(person));
    }
}
