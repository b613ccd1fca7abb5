using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Validation.Schema;

namespace CityDesk.Open311.Submission;

/// <summary>
/// What service definitions ask of answers, as JSON Schemas: an object with a list of texts for each attribute that is answered. Definitions are data of the city,
/// so no type can hold their rules.
/// </summary>
internal sealed class AnswerSchemas
{
    /// <summary>A city has some hundred services; where staff change definitions all day, what is no longer asked for is forgotten.</summary>
    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    /// <summary>The schema of a definition, compiled once for all that ask the same.</summary>
    public JsonSchema Of(IReadOnlyList<ServiceAttribute> definition)
    {
        var text = Write(definition);
        if (_schemas.TryGetValue(text, out var known))
            return known;
        if (_schemas.Count >= MostKept)
            _schemas.Clear();
        return _schemas.GetOrAdd(text, Compile);
    }

    private static JsonSchema Compile(string text)
    {
        var options = new JsonSchemaOptions { Formats = FormatMode.Assert, UnknownFormats = UnknownFormats.Refuse };
        options.CustomFormats["desk-moment"] = static value => W3CDateTime.TryParse(Encoding.UTF8.GetString(value), out _);
        options.CustomFormats["desk-number"] = DecimalNumber.IsOne;
        return JsonSchema.Compile(text, options);
    }

    private static string Write(IReadOnlyList<ServiceAttribute> definition)
    {
        var properties = new JsonObject();
        foreach (var attribute in definition)
            properties[attribute.Code] = attribute.Variable ? Answer(attribute) : JsonValue.Create(false);
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. definition.Where(static attribute => attribute is { Required: true, Variable: true }).Select(static attribute => JsonValue.Create(attribute.Code))]),
            ["additionalProperties"] = false,
        }.ToJsonString();
    }

    private static JsonObject Answer(ServiceAttribute attribute)
    {
        var answer = new JsonObject { ["type"] = "array", ["items"] = Value(attribute) };
        if (attribute.Datatype == AttributeDatatype.MultiValueList)
            answer["uniqueItems"] = true;
        else
            answer["maxItems"] = 1;
        return answer;
    }

    private static JsonObject Value(ServiceAttribute attribute) => attribute.Datatype switch
    {
        AttributeDatatype.String => new JsonObject { ["type"] = "string", ["pattern"] = @"^[^\r\n]*$" },
        AttributeDatatype.Number => new JsonObject { ["type"] = "string", ["format"] = "desk-number" },
        AttributeDatatype.DateTime => new JsonObject { ["type"] = "string", ["format"] = "desk-moment" },
        AttributeDatatype.SingleValueList or AttributeDatatype.MultiValueList =>
            new JsonObject { ["enum"] = new JsonArray([.. attribute.Options.Select(static option => JsonValue.Create(option.Key))]) },
        _ => new JsonObject { ["type"] = "string" },
    };
}
