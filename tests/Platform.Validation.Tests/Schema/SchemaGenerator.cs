using System.Text.Json.Nodes;

namespace Platform.Validation.Tests.Schema;

/// <summary>Makes schemas and instances out of few names and small values, so that they meet each other often. The same seed makes the same.</summary>
internal sealed class SchemaGenerator(int seed)
{
    private static readonly string[] Names = ["a", "b", "ab", "c/d", "ä", "é~\n"];
    private static readonly string[] Texts = ["", "a", "ab", "abc", "ä", "\U0001F600", "a\U0001F600b", "1", "null", "\\\"/\t"];
    private static readonly string[] Numbers =
        ["0", "-0", "0.0", "1", "1.0", "10e-1", "2", "3", "-1", "0.1", "0.3", "1e2", "100", "1.5", "9007199254740993", "9007199254740992", "1e400", "123456789012345678901234567890", "0.000001", "-2.50"];
    private static readonly string[] Divisors = ["1", "2", "0.1", "0.01", "1.5", "10", "1e-7", "123456789012345678901234567890"];
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "object", "array"];
    // The model takes .NET's regular expressions, so only such as mean the same in both.
    private static readonly string[] Patterns = ["^a", "b$", "^[ab]+$", "a|1", "^a?$", "^ab?$", "^[^b]*$"];

#pragma warning disable CA5394 // A seed that a failing test can name is the point.
    private readonly Random _random = new(seed);
#pragma warning restore CA5394

    public JsonNode Instance(int depth = 3) => Pick(depth > 0 ? 7 : 5) switch
    {
        0 => JsonNode.Parse("null") ?? JsonValue.Create(false),
        1 => JsonValue.Create(Pick(2) == 0),
        2 or 3 => Number(Numbers),
        4 => JsonValue.Create(OneOf(Texts)),
        5 => new JsonObject(Some(Names, 4).Select(name => KeyValuePair.Create<string, JsonNode?>(name, Instance(depth - 1)))),
        _ => new JsonArray([.. Enumerable.Range(0, Pick(12)).Select(_ => (JsonNode?)Instance(depth - 1))]),
    };

    public JsonObject Document()
    {
        var schema = Schema(3) as JsonObject ?? [];
        schema["$defs"] = new JsonObject { ["one"] = Schema(1, references: false), ["two"] = Schema(2, references: false) };
        return schema;
    }

    private JsonNode Schema(int depth, bool references = true)
    {
        if (Pick(12) == 0)
            return JsonValue.Create(Pick(3) > 0);
        var schema = new JsonObject();
        var keywords = 1 + Pick(4);
        for (var i = 0; i < keywords; i++)
            AddKeyword(schema, depth, references);
        return schema;
    }

    private void AddKeyword(JsonObject schema, int depth, bool references)
    {
        JsonNode Below() => Schema(depth - 1, references);
        JsonArray List() => [.. Enumerable.Range(0, 1 + Pick(3)).Select(_ => (JsonNode?)Below())];
        JsonObject Map(string[] names) => new(Some(names, 3).Select(name => KeyValuePair.Create<string, JsonNode?>(name, Below())));
        switch (Pick(depth > 0 ? 34 : 14))
        {
            case 0 or 1:
                schema["type"] = Pick(2) == 0 ? OneOf(Types) : new JsonArray([.. Some(Types, 3).DefaultIfEmpty("string").Select(type => (JsonNode?)type)]);
                break;
            case 2:
                schema["enum"] = new JsonArray([.. Enumerable.Range(0, 4).Select(_ => (JsonNode?)Instance(1))]);
                break;
            case 3:
                schema["const"] = Instance(2);
                break;
            case 4:
                schema[Pick(2) == 0 ? "minimum" : "exclusiveMinimum"] = Number(Numbers);
                break;
            case 5:
                schema[Pick(2) == 0 ? "maximum" : "exclusiveMaximum"] = Number(Numbers);
                break;
            case 6:
                schema["multipleOf"] = Number(Divisors);
                break;
            case 7:
                schema["minLength"] = Pick(3);
                break;
            case 8:
                schema["maxLength"] = Pick(4);
                break;
            case 9:
                schema["pattern"] = OneOf(Patterns);
                break;
            case 10:
                schema["required"] = new JsonArray([.. Some(Names, 2).Select(name => (JsonNode?)name)]);
                break;
            case 11:
                schema[Pick(2) == 0 ? "minProperties" : "minItems"] = Pick(3);
                break;
            case 12:
                schema[Pick(2) == 0 ? "maxProperties" : "maxItems"] = 1 + Pick(4);
                break;
            case 13:
                schema["uniqueItems"] = Pick(4) > 0;
                break;
            case 14 or 15 or 16:
                schema["properties"] = Map(Names);
                break;
            case 17:
                schema["patternProperties"] = Map(Patterns);
                break;
            case 18:
                schema["additionalProperties"] = Below();
                break;
            case 19:
                schema["propertyNames"] = Below();
                break;
            case 20 or 21:
                schema["items"] = Below();
                break;
            case 22:
                schema["prefixItems"] = List();
                break;
            case 23:
                schema["contains"] = Below();
                if (Pick(2) == 0)
                    schema["minContains"] = Pick(3);
                if (Pick(2) == 0)
                    schema["maxContains"] = 1 + Pick(3);
                break;
            case 24:
                schema["allOf"] = List();
                break;
            case 25:
                schema["anyOf"] = List();
                break;
            case 26:
                schema["oneOf"] = List();
                break;
            case 27:
                schema["not"] = Below();
                break;
            case 28:
                schema["if"] = Below();
                schema["then"] = Below();
                schema["else"] = Below();
                break;
            case 29:
                schema["dependentSchemas"] = Map(Names);
                break;
            case 30:
                schema["dependentRequired"] = new JsonObject(Some(Names, 2).Select(name =>
                    KeyValuePair.Create<string, JsonNode?>(name, new JsonArray([.. Some(Names, 2).Select(other => (JsonNode?)other)]))));
                break;
            case 31:
                schema["unevaluatedProperties"] = Below();
                break;
            case 32:
                schema["unevaluatedItems"] = Below();
                break;
            default:
                if (references)
                    schema["$ref"] = Pick(2) == 0 ? "#/$defs/one" : "#/$defs/two";
                break;
        }
    }

    private JsonNode Number(string[] from) => JsonNode.Parse(OneOf(from))!;

    private HashSet<string> Some(string[] from, int most)
    {
        var names = new HashSet<string>();
        for (var i = Pick(most + 1); i > 0; i--)
            names.Add(OneOf(from));
        return names;
    }

    private string OneOf(string[] from) => from[Pick(from.Length)];

#pragma warning disable CA5394
    private int Pick(int choices) => _random.Next(choices);
#pragma warning restore CA5394
}
