using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Plugins;

/// <summary>
/// What plugins cost before they are loaded: versions matched against ranges, beside the library that .NET's own packages are chosen with, and a package
/// verified, beside hashing it.
/// </summary>
public sealed class PluginsArea : IGateArea
{
    public string Name => "plugins";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("a version against a range",
            Side.Of("ours", static () => new VersionWork(), static work => work.Match(), operationsPerCall: VersionWork.PerCall),
            Side.Of("NuGet.Versioning", static () => new VersionWork(), static work => work.MatchByNuGet(), operationsPerCall: VersionWork.PerCall)),
        GateRow.Time("verify a package of 10 MB",
            Side.Of("ours", static () => new PackageWork(), static work => work.Verify()),
            Side.Of("SHA256.HashData", static () => new PackageWork(), static work => work.Hash())),
    ];
}
