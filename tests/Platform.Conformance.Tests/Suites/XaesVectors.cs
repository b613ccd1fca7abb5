using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>XAES-256-GCM, step by step (C2SP/C2SP).</summary>
public sealed class XaesVectors() : AwaitingSuite("xaes", "Platform.Encryption", "*.json");
