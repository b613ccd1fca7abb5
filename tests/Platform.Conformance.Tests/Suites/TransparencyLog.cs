using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>RFC 6962 proofs (transparency-dev/merkle), a signed tiled log (transparency-dev/tessera), signed notes (golang/mod). The log is one case file: its checkpoint, from which everything else in it is reached.</summary>
public sealed class TransparencyLog() : AwaitingSuite("transparency-log", "Platform.Audit", "*.json", "tessera-testlog/log/checkpoint");
