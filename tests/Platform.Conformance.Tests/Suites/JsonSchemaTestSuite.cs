using System.Text;
using System.Text.Json;
using Platform.Conformance.Tests.Frame;
using Platform.Conformance.Tests.Json;
using Platform.Testing;
using Platform.Validation;
using Platform.Validation.Schema;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// The official JSON Schema test suite (json-schema-org/JSON-Schema-Test-Suite), every draft that is there. Its <c>remotes/</c> are
/// supplied to every schema. Each case is asked of each way to ask, and all must agree: yes or no, all failures, one failure, and
/// the same bytes in pieces.
/// </summary>
/// <remarks>
/// Format files are run with formats asserted. Optional files of the suite are run too; what their authors leave open and this
/// package decides otherwise stands in <see cref="NotClaimed"/>: such a case must be answered, and may be answered either way.
/// </remarks>
public sealed class JsonSchemaTestSuite() : RunningSuite("json-schema-test-suite", "Platform.Validation", "tests/*.json")
{
    /// <summary>Optional files, by their end, whose expectation is not this package's: with the reason.</summary>
    private static readonly Dictionary<string, string> NotClaimed = new(StringComparer.Ordinal)
    {
        ["optional/content.json"] = "content keywords are annotations in every draft",
        ["optional/zeroTerminatedFloats.json"] = "1.0 is an integer in every draft",
    };

    /// <summary>Drafts that the package does not know: their cases are counted apart by their file, and only must not break anything.</summary>
    private static readonly string[] OtherDrafts = ["draft3", "draft-next", "v1", "latest"];

    private static readonly Lazy<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> Remotes = new(ReadRemotes);

    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        var draft = file.Split('/')[1];
        var asserted = file.Contains("/optional/format/", StringComparison.Ordinal) || file.EndsWith("/optional/format.json", StringComparison.Ordinal);
        var claimed = !OtherDrafts.Contains(draft) && (asserted || !NotClaimed.Keys.Any(end => file.EndsWith(end, StringComparison.Ordinal)));
        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 256 });
        foreach (var group in document.RootElement.EnumerateArray())
        {
            var schema = Encoding.UTF8.GetBytes(group.GetProperty("schema").GetRawText());
            var compiled = new Lazy<JsonSchema>(() => JsonSchema.Compile(schema, OptionsFor(draft, asserted)));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var name = $"{group.GetProperty("description").GetString()}/{test.GetProperty("description").GetString()}";
                var data = Encoding.UTF8.GetBytes(test.GetProperty("data").GetRawText());
                var expected = test.GetProperty("valid").GetBoolean();
                yield return new ConformanceCase(name, _ => ValueTask.FromResult(Judge(compiled, data, claimed ? expected : null)));
            }
        }
    }

    private static string? Judge(Lazy<JsonSchema> compiled, byte[] data, bool? expected)
    {
        JsonSchema schema;
        try
        {
            schema = compiled.Value;
        }
        catch (JsonSchemaException) when (expected is null)
        {
            return null;
        }
        var valid = schema.IsValid(data);
        var all = schema.Validate(data);
        var first = schema.Validate(data, SchemaDetail.FirstFailure);
        var pieces = schema.Validate(ByteSegment.Split(data));
        if (valid != all.IsValid || valid != first.IsValid || valid != pieces.IsValid || valid != schema.IsValid(ByteSegment.Split(data)))
            return $"is {valid} in one way of asking and not in another: {all}";
        if (!valid && (first.Failures is not [_] || all.Failures.Any(failure => !ValidationCodes.IsWellFormed(failure.Code) || failure.GetMessage() == failure.Code)))
            return $"is described wrongly: {all}";
        return expected is null || valid == expected ? null : $"is {(valid ? "valid" : "invalid")}, and must not be: {all}";
    }

    private static JsonSchemaOptions OptionsFor(string draft, bool asserted)
    {
        var options = new JsonSchemaOptions
        {
            DefaultDraft = draft switch
            {
                "draft4" => SchemaDraft.Draft4,
                "draft6" => SchemaDraft.Draft6,
                "draft7" => SchemaDraft.Draft7,
                "draft2019-09" => SchemaDraft.Draft201909,
                _ => SchemaDraft.Draft202012,
            },
            Formats = asserted ? FormatMode.Assert : FormatMode.ByDialect,
        };
        foreach (var (uri, document) in Remotes.Value)
            options.Documents[uri] = document;
        return options;
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadRemotes()
    {
        var folder = Path.Combine(OutsideData.Conformance.Folder("json-schema-test-suite"), "remotes");
        return Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).ToDictionary(
            file => $"http://localhost:1234/{Path.GetRelativePath(folder, file).Replace('\\', '/')}",
            file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file),
            StringComparer.Ordinal);
    }
}
