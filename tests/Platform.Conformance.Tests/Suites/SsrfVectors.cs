using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Addresses and URLs that a sender must refuse to call, from the IANA special-purpose registries.</summary>
public sealed class SsrfVectors() : AwaitingSuite("ssrf", "Platform.Webhooks", "*.json");
