using NuGet.Versioning;
using NuGetRange = NuGet.Versioning.VersionRange;
using SemanticVersion = Platform.Plugins.Versions.SemanticVersion;
using VersionRange = Platform.Plugins.Versions.VersionRange;

namespace Platform.Benchmarks.Plugins;

/// <summary>64 versions below, in and above each of four ranges, read beforehand. No range names a pre-release, of which both mean different things.</summary>
internal sealed class VersionWork
{
    public const int PerCall = 256;

    private static readonly (string Ours, string Theirs)[] Ranges =
        [("^1.2.3", "[1.2.3, 2.0.0)"), (">=1.4.0", "1.4.0"), ("~2.1.0", "[2.1.0, 2.2.0)"), (">0.3.1 <=2.3.0", "(0.3.1, 2.3.0]")];

    private readonly VersionRange[] _ranges = [.. Ranges.Select(range => VersionRange.Parse(range.Ours))];
    private readonly NuGetRange[] _nugetRanges = [.. Ranges.Select(range => NuGetRange.Parse(range.Theirs))];
    private readonly SemanticVersion[] _versions = [.. Versions().Select(SemanticVersion.Parse)];
    private readonly NuGetVersion[] _nugetVersions = [.. Versions().Select(NuGetVersion.Parse)];

    public int Match()
    {
        var contained = 0;
        foreach (var range in _ranges)
        {
            foreach (var version in _versions)
                contained += range.Contains(version) ? 1 : 0;
        }
        return contained;
    }

    public int MatchByNuGet()
    {
        var contained = 0;
        foreach (var range in _nugetRanges)
        {
            foreach (var version in _nugetVersions)
                contained += range.Satisfies(version) ? 1 : 0;
        }
        return contained;
    }

    private static IEnumerable<string> Versions() =>
        from major in Enumerable.Range(0, 4) from minor in Enumerable.Range(0, 4) from patch in Enumerable.Range(0, 4) select $"{major}.{minor}.{patch}";
}
