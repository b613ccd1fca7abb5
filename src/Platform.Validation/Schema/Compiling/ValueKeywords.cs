using System.Text;
using System.Text.Json;
using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary><c>enum</c> and <c>const</c> (Validation, sections 6.1.2 and 6.1.3).</summary>
internal static class ValueKeywords
{
    private const int MostShown = 200;

    public static ValuePlan[]? Read(KeywordReader reader, SchemaDraft draft)
    {
        List<ValuePlan> plans = [];
        if (reader.TryGet("enum", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array)
                throw reader.Wrong("enum", "has to be a list of values");
            plans.Add(Plan("enum", [.. list.EnumerateArray()]));
        }
        if (draft >= SchemaDraft.Draft6 && reader.TryGet("const", out var value))
            plans.Add(Plan("const", [value]));
        return plans.Count == 0 ? null : [.. plans];
    }

    private static ValuePlan Plan(string keyword, JsonElement[] values)
    {
        var literals = 0u;
        List<string> strings = [];
        List<byte[]> numbers = [];
        List<StructuredValue> structures = [];
        foreach (var value in values)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null:
                    literals |= 1u << (int)TapeKind.Null;
                    break;
                case JsonValueKind.False:
                    literals |= 1u << (int)TapeKind.False;
                    break;
                case JsonValueKind.True:
                    literals |= 1u << (int)TapeKind.True;
                    break;
                case JsonValueKind.String:
                    strings.Add(value.GetString()!);
                    break;
                case JsonValueKind.Number:
                    numbers.Add(Encoding.UTF8.GetBytes(value.GetRawText()));
                    break;
                default:
                    structures.Add(Structure(value));
                    break;
            }
        }
        return new ValuePlan
        {
            Keyword = keyword,
            Shown = Shorten(string.Join(", ", values.Select(static value => value.GetRawText()))),
            Strings = strings.Count == 0 ? null : new PropertyMap([.. strings.Distinct(StringComparer.Ordinal)]),
            Literals = literals,
            Numbers = [.. numbers],
            NumberSteps = numbers.Sum(static number => (long)Evaluator.StepsOf(number.Length)),
            Structures = [.. structures],
        };
    }

    private static StructuredValue Structure(JsonElement value)
    {
        var json = Encoding.UTF8.GetBytes(value.GetRawText());
        var tape = new JsonTape();
        // The limits for schemas held when it was read; here only the form matters.
        var fault = tape.Scan(json, new ScanLimits(JsonTape.MostBytes, int.MaxValue, uint.MaxValue, uint.MaxValue, AllowDuplicateProperties: false), new ByteScratch());
        return fault == ScanFault.None ? new StructuredValue(json, tape.Words[..tape.Used])
            : throw new InvalidOperationException($"A value of the schema was read and cannot be indexed: {fault}.");
    }

    private static string Shorten(string text) => text.Length <= MostShown ? text : $"{text.AsSpan(0, MostShown)}…";
}
