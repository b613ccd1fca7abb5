using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Platform.Validation.Rules.TypeScript;

/// <summary>Writes the schemas that are made of rules as interfaces. It knows the keywords that the generator writes, and no others.</summary>
internal sealed class TypeScriptWriter
{
    /// <summary>What a type cannot say, in the order in which it is documented.</summary>
    private static readonly ImmutableArray<string> Limits =
    [
        "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
    ];

    private readonly JsonElement _definitions;
    private readonly Dictionary<string, string> _names;
    private readonly StringBuilder _text = new();

    public TypeScriptWriter(JsonElement definitions)
    {
        _definitions = definitions;
        _names = TypeScriptNames.Of([.. definitions.EnumerateObject().Select(definition => definition.Name)]);
    }

    public string Write()
    {
        foreach (var definition in _definitions.EnumerateObject())
        {
            if (_text.Length > 0)
                _text.Append('\n');
            if (All(definition.Value).Any(static part => part.TryGetProperty("then", out _)))
                Alternatives(_names[definition.Name], definition.Value);
            else
                Interface(_names[definition.Name], definition.Value);
        }
        return _text.ToString();
    }

    /// <summary>A value that says itself of which type it is.</summary>
    private void Alternatives(string name, JsonElement definition)
    {
        var types = All(definition).Where(static part => part.TryGetProperty("then", out _)).Select(part =>
        {
            var said = part.GetProperty("if").GetProperty("properties").EnumerateObject().Single();
            var literal = said.Value.GetProperty("const");
            return $"({{ {(TypeScriptNames.IsIdentifier(said.Name) ? said.Name : Literal(said.Name))}: {Union([literal])} }} & {Reference(part.GetProperty("then"))})";
        }).ToList();
        // A type that can be made itself need not say so.
        if (!definition.TryGetProperty("required", out _))
            types.Add(All(definition).Select(Reference).OfType<string>().First());
        _text.Append("export type ").Append(name).Append(" = ").AppendJoin(" | ", types).Append(";\n");
    }

    private void Interface(string name, JsonElement definition)
    {
        var bases = All(definition).Select(Reference).OfType<string>().ToList();
        _text.Append("export interface ").Append(name);
        if (bases.Count > 0)
            _text.Append(" extends ").AppendJoin(", ", bases);
        _text.Append(" {\n");
        if (definition.TryGetProperty("properties", out var properties))
        {
            var needed = definition.TryGetProperty("required", out var required)
                ? required.EnumerateArray().Select(each => each.GetString()!).ToHashSet(StringComparer.Ordinal)
                : [];
            foreach (var property in properties.EnumerateObject())
                Property(property.Name, property.Value, needed.Contains(property.Name));
        }
        _text.Append("}\n");
    }

    private void Property(string name, JsonElement schema, bool isNeeded)
    {
        var limits = LimitsOf(schema, "").ToList();
        if (limits.Count == 1)
        {
            _text.Append("  /** ").Append(limits[0]).Append(" */\n");
        }
        else if (limits.Count > 1)
        {
            _text.Append("  /**\n");
            foreach (var limit in limits)
                _text.Append("   * ").Append(limit).Append('\n');
            _text.Append("   */\n");
        }
        _text.Append("  ").Append(TypeScriptNames.IsIdentifier(name) ? name : Literal(name)).Append(isNeeded ? ": " : "?: ").Append(TypeOf(schema)).Append(";\n");
    }

    /// <summary>The limits of a value, and those of what it holds with <c>items</c> before them.</summary>
    private static IEnumerable<string> LimitsOf(JsonElement schema, string place)
    {
        foreach (var part in All(schema).Prepend(schema))
        {
            foreach (var limit in Limits)
            {
                if (part.TryGetProperty(limit, out var value))
                    yield return $"@{place}{limit} {Documented(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText())}";
            }
        }
        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var limit in LimitsOf(items, place + "items."))
                yield return limit;
        }
        if (schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object)
        {
            foreach (var limit in LimitsOf(values, place + "values."))
                yield return limit;
        }
    }

    private string TypeOf(JsonElement schema)
    {
        var enumerations = All(schema).Prepend(schema).Where(static part => part.TryGetProperty("enum", out _)).Select(static part => part.GetProperty("enum")).ToList();
        var type = Shape(schema);
        if (enumerations.Count == 0)
            return type;
        // The literals of a value that cannot be null leave null out.
        var kinds = type.Split(" | ");
        var unions = enumerations.Select(literals => Union(literals.EnumerateArray().Where(literal => type == "unknown" || kinds.Contains(KindOf(literal))))).ToList();
        // Several for one value: it must be in each of them.
        return unions.Count == 1 ? unions[0] : string.Join(" & ", unions.Select(union => $"({union})"));
    }

    private static string KindOf(JsonElement literal) => literal.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };

    private string Shape(JsonElement schema)
    {
        if (schema.TryGetProperty("anyOf", out var alternatives))
            return string.Join(" | ", alternatives.EnumerateArray().Select(TypeOf).OrderBy(static shape => shape == "null"));
        if (All(schema).Prepend(schema).Select(Reference).OfType<string>().FirstOrDefault() is { } reference)
            return reference;
        if (!schema.TryGetProperty("type", out var type))
            return "unknown";
        return type.ValueKind == JsonValueKind.Array
            ? string.Join(" | ", type.EnumerateArray().Select(each => Shape(each.GetString()!, schema)))
            : Shape(type.GetString()!, schema);
    }

    private string Shape(string type, JsonElement schema) => type switch
    {
        "integer" => "number",
        "array" => schema.TryGetProperty("items", out var items) ? ListOf(TypeOf(items)) : "unknown[]",
        "object" => $"Record<string, {(schema.TryGetProperty("additionalProperties", out var values) ? TypeOf(values) : "unknown")}>",
        _ => type,
    };

    private static string ListOf(string item) => item.Contains(' ', StringComparison.Ordinal) ? $"({item})[]" : $"{item}[]";

    private string? Reference(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? _names[reference.GetString()!["#/$defs/".Length..]] : null;

    private static JsonElement.ArrayEnumerator All(JsonElement schema) => schema.TryGetProperty("allOf", out var all) ? all.EnumerateArray() : default;

    private static string Union(IEnumerable<JsonElement> literals) =>
        string.Join(" | ", literals.Select(literal => literal.ValueKind == JsonValueKind.String ? Literal(literal.GetString()!) : literal.GetRawText()).DefaultIfEmpty("never"));

    /// <summary>A text of TypeScript. Its escapes are those of JSON, and U+2028 and U+2029, which once ended lines there, are among what the encoder escapes.</summary>
    private static string Literal(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>A value within a comment, which it cannot end, on one line.</summary>
    private static string Documented(string value) =>
        value.Replace("*/", "*\\/", StringComparison.Ordinal).ReplaceLineEndings("\\n");
}
