using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>The official JSON Schema test suite, drafts 2020-12 and 7 (json-schema-org/JSON-Schema-Test-Suite). Its <c>remotes/</c> are answers to fetch, not cases.</summary>
public sealed class JsonSchemaTestSuite() : AwaitingSuite("json-schema-test-suite", "Platform.Validation", "tests/*.json");
