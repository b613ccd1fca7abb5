using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Structured Field Values for HTTP, RFC 9651 (httpwg/structured-field-tests).</summary>
public sealed class StructuredFields() : AwaitingSuite("structured-fields", "Platform.RateLimiting", "*.json");
