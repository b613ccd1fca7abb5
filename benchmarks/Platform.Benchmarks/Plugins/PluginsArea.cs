using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Plugins;

/// <summary>
/// What plugins cost: versions matched against ranges, beside the library that .NET's own packages are chosen with; calls under a lease, beside calls without;
/// a package verified, beside hashing it; loading and unloading, beside the library for it.
/// </summary>
public sealed class PluginsArea : IGateArea
{
    public string Name => "plugins";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("a version against a range",
            Side.Of("ours", static () => new VersionWork(), static work => work.Match(), operationsPerCall: VersionWork.PerCall),
            Side.Of("NuGet.Versioning", static () => new VersionWork(), static work => work.MatchByNuGet(), operationsPerCall: VersionWork.PerCall)),
        GateRow.Time("a call under a held lease",
            Side.Of("ours", static () => new LeaseWork(), static work => work.CallUnderLease(), operationsPerCall: LeaseWork.PerCall),
            Side.Of("an interface", static () => new LeaseWork(), static work => work.CallDirectly(), operationsPerCall: LeaseWork.PerCall)),
        GateRow.Time("go through ten extensions",
            Side.Of("ours", static () => new LeaseWork(), static work => work.Enumerate()),
            Side.Of("GetServices", static () => new LeaseWork(), static work => work.EnumerateServices())),
        GateRow.Time("load, call and unload a plugin",
            Side.Of("ours", static () => new LoadWork(), static work => work.Load()),
            Side.Of("McMaster.NETCore.Plugins", static () => new LoadWork(), static work => work.LoadByMcMaster())),
        GateRow.Time("64 bytes to a process and back",
            Side.OfAsync("ours", static _ => EchoWork.OpenAsync(), static (work, _, token) => work.EchoAsync(token)),
            Side.OfAsync("StreamJsonRpc", static token => EchoPeer.OpenAsync(token), static (peer, _, _) => peer.EchoAsync())),
        GateRow.Time("verify a package of 10 MB",
            Side.Of("ours", static () => new PackageWork(), static work => work.Verify()),
            Side.Of("SHA256.HashData", static () => new PackageWork(), static work => work.Hash())),
    ];
}
