using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Plugins;

/// <summary>What plugins cost: versions matched against ranges, beside the library that .NET's own packages are chosen with.</summary>
public sealed class PluginsArea : IGateArea
{
    public string Name => "plugins";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("a version against a range",
            Side.Of("ours", static () => new VersionWork(), static work => work.Match(), operationsPerCall: VersionWork.PerCall),
            Side.Of("NuGet.Versioning", static () => new VersionWork(), static work => work.MatchByNuGet(), operationsPerCall: VersionWork.PerCall)),
    ];
}
