using System.Text;
using System.Text.Json;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Benchmarks.Validation.DataSets;
using Platform.Validation.Schema;

namespace Platform.Benchmarks.Validation;

/// <summary>Rules on types beside what else asks them; bytes judged by a schema, beside what only reads them, what only parses them, and what parses and judges them.</summary>
public sealed class ValidationArea : IGateArea
{
    public string Name => "validation";

    public IEnumerable<GateRow> Rows() =>
    [
        .. TypedRuleRows.All(),
        PlainTextRow.Row(),
        GateRow.GeometricMean("bytes judged, beside only reading them", "Utf8JsonReader", Pairs(Reading)),
        GateRow.GeometricMean("bytes judged, beside only parsing them", "JsonDocument", Pairs(Parsing)),
        GateRow.GeometricMean("bytes judged", "NJsonSchema", Pairs(NJson)),
        .. DataSetRows.All,
    ];

    private static Pair[] Pairs(Func<SchemaCase, Side> peer) =>
        [.. SchemaCases.All.Select(each => new Pair($"{each.Name}, {each.Instance.Length:N0} B", Ours(each), peer(each)))];

    private static Side Ours(SchemaCase each) => Side.Of(
        "ours",
        () => (Schema: JsonSchema.Compile(each.Schema), each.Instance),
        static state => state.Schema.IsValid(state.Instance));

    private static Side Reading(SchemaCase each) => Side.Of(
        "Utf8JsonReader",
        () => each.Instance,
        static instance =>
        {
            var reader = new Utf8JsonReader(instance);
            while (reader.Read())
            {
            }
            return true;
        });

    private static Side Parsing(SchemaCase each) => Side.Of(
        "JsonDocument",
        () => each.Instance,
        static instance =>
        {
            using var document = JsonDocument.Parse(instance);
            return document.RootElement.ValueKind != JsonValueKind.Undefined;
        });

    /// <summary>Its fastest way in is a string; that one is made of the bytes is not counted against it.</summary>
    private static Side NJson(SchemaCase each) => Side.Of(
        "NJsonSchema",
        () => (Schema: NJsonSchema.JsonSchema.FromJsonAsync(each.Schema).GetAwaiter().GetResult(), Text: Encoding.UTF8.GetString(each.Instance)),
        static state => state.Schema.Validate(state.Text).Count == 0);
}
