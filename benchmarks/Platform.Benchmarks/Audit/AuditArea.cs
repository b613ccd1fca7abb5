using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Audit;

/// <summary>What a tree costs and gains beside the chain of hashes that most audit logs have: records of 200 bytes, SHA-256 on both sides.</summary>
public sealed class AuditArea : IGateArea
{
    public string Name => "audit";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("build and enqueue an event",
            Side.Of("ours", static () => new EnqueueWork(), static work => work.Append(), static work => work.CountFields()),
            Side.Of("Serilog", static () => new SerilogWork(), static work => work.Write(), static work => work.CountProperties())),
        GateRow.Time("hash a level of 256 nodes",
            Side.Of("ours", static () => new LevelWork(), static work => work.HashLevel(), static work => work.Answer()),
            Side.Of("SHA256.HashData", static () => new LevelWork(), static work => work.HashOneByOne(), static work => work.Answer())),
        GateRow.Time("verify an inclusion proof", Side.Of("ours", static () => new ProofWork(), static work => work.VerifyInclusion())),
        GateRow.Time("verify one proof, ECDSA",
            Side.Of("ours", static () => new ProofWork(), static work => work.VerifyEcdsa()),
            Side.Of("ECDsa.VerifyHash", static () => new ProofWork(), static work => work.VerifyBareEcdsa())),
        GateRow.Time("verify one proof, Ed25519", Side.Of("ours", static () => new ProofWork(), static work => work.VerifyEd25519())),
        GateRow.Time("inclusion proof from hot tiles", Side.Of("ours", static () => new ProofWork(), static work => work.Prove())),
        GateRow.Compare("append 1,000 records", [Measure.Cpu],
            Side.Of("ours", static () => new AppendWork(), static work => work.AppendToTree(), static work => work.IsTreeRight()),
            Side.Of("hash chain", static () => new AppendWork(), static work => work.AppendToChain(), static work => work.IsChainRight())),
        Verifying("verify 250,000 records, two cores", 250_000),
        Verifying("verify 1,000,000 records, two cores", 1_000_000).InFullForm(),
        .. DurableRows.All(),
        .. DropRows.All(),
        .. ExportRows.All(),
        .. TenantRows.All(),
        .. CaptureRows.All(),
    ];

    private static GateRow Verifying(string name, int count) => GateRow.Throughput(
        name,
        Side.OfAsync("ours", token => VerifyWork.OfTreeAsync(count, token), static (work, _, token) => work.VerifyTreeAsync(token)),
        Side.OfAsync("hash chain", _ => ValueTask.FromResult(VerifyWork.OfChain(count)), static (work, _, _) => ValueTask.FromResult(work.VerifyChain())));
}
