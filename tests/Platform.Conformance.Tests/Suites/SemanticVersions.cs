using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Versions and ranges in the grammar of npm (npm/node-semver).</summary>
public sealed class SemanticVersions() : AwaitingSuite("semver", "Platform.Plugins", "*.json");
