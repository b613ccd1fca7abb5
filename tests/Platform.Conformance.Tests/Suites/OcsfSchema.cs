using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>The Open Cybersecurity Schema Framework, which exported events must satisfy (ocsf/ocsf-schema).</summary>
public sealed class OcsfSchema() : AwaitingSuite("ocsf", "Platform.Audit.Export", "*.json");
