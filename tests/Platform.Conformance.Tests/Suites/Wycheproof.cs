using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Vectors that probe how cryptography is got wrong (C2SP/wycheproof).</summary>
public sealed class Wycheproof() : AwaitingSuite("wycheproof", "Platform.Encryption", "*_test.json");
