using Platform.Plugins.Manifests;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Storage;

/// <summary>Compares a release with what is active. Pure: the same releases have the same differences.</summary>
internal static class DifferencesOfRelease
{
    public static IEnumerable<PluginDifference> Between(
        StoredRelease? active, VerifiedRelease release, IEnumerable<PluginFinding> findings, IReadOnlyCollection<StoredRelease> installed)
    {
        var (before, after) = (active?.Manifest, release.Package.Manifest);
        if (before is null)
            yield return new PluginDifference(PluginDifferenceKind.FirstInstall, $"is installed for the first time, released by {after.Publisher}");
        foreach (var capability in after.Capabilities.Where(capability => before is null || !before.Capabilities.Contains(capability)))
            yield return new PluginDifference(PluginDifferenceKind.Capability, $"asks for {capability}");
        foreach (var difference in OfDependencies(before, after, installed))
            yield return difference;
        foreach (var finding in findings.Select(finding => finding.ToString()).Where(finding => active is null || !active.Findings.Contains(finding)))
            yield return new PluginDifference(PluginDifferenceKind.Finding, $"was looked into: {finding}");
        foreach (var dependent in installed.Where(each => each.Manifest.Id != after.Id
            && each.Manifest.Dependencies.TryGetValue(after.Id, out var tried) && tried.Digest != release.Package.Digest))
            yield return new PluginDifference(PluginDifferenceKind.Dependent, $"is needed by {dependent.Manifest.Id}, which was tried with another package of it");
        if (before is null)
            yield break;
        if (after.Isolation < before.Isolation)
            yield return new PluginDifference(PluginDifferenceKind.Isolation, "moves from a process of its own into the host's, with all of the host's rights");
        foreach (var contract in after.Contributions.Select(each => each.Contract).Distinct().Where(name => before.Contributions.All(had => had.Contract != name)))
            yield return new PluginDifference(PluginDifferenceKind.Contract, $"implements {contract}, which it did not before");
        if (before.Activation == PluginActivation.Lazy && after.Activation == PluginActivation.Startup)
            yield return new PluginDifference(PluginDifferenceKind.Activation, "is loaded whenever the host starts, and not only when it is needed");
        if (IsRaised(before.MemoryMebibytes, after.MemoryMebibytes))
            yield return new PluginDifference(PluginDifferenceKind.Limits, $"may use {Said(after.MemoryMebibytes, "MiB")} of memory, and had {Said(before.MemoryMebibytes, "MiB")}");
        if (IsRaised(before.CallMilliseconds, after.CallMilliseconds))
            yield return new PluginDifference(PluginDifferenceKind.Limits, $"may take {Said(after.CallMilliseconds, "ms")} for a call, and had {Said(before.CallMilliseconds, "ms")}");
        foreach (var key in release.KeyIds.Where(key => !active!.KeyIds.Contains(key)))
            yield return new PluginDifference(PluginDifferenceKind.Keys, $"is signed by {key}, which did not sign what is active");
    }

    private static IEnumerable<PluginDifference> OfDependencies(PluginManifest? before, PluginManifest after, IReadOnlyCollection<StoredRelease> installed)
    {
        foreach (var (id, dependency) in after.Dependencies)
        {
            if (before is null || !before.Dependencies.TryGetValue(id, out var had) || had.Digest != dependency.Digest)
                yield return new PluginDifference(PluginDifferenceKind.Dependency, $"needs {id} {dependency.Versions}");
            // The range decides whether it is used; the digest says with what it was tried.
            else if (installed.FirstOrDefault(each => each.Manifest.Id == id) is { } found && found.Digest != dependency.Digest)
                yield return new PluginDifference(PluginDifferenceKind.Dependency, $"was tried with another package of {id} {found.Manifest.Version} than the one that is installed");
        }
    }

    /// <summary>No limit is the highest.</summary>
    private static bool IsRaised(int? before, int? after) => before is not null && (after is null || after > before);

    private static string Said(int? limit, string unit) => limit is null ? "any amount" : $"{limit} {unit}";
}
