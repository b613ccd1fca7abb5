using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Platform.Validation.OpenApi.AspNetCore.Schemas;

/// <summary>Adds keywords of JSON Schema to a schema of OpenAPI, so that what is let in satisfies both.</summary>
internal static class SchemaMerge
{
    /// <param name="target">The schema of OpenAPI.</param>
    /// <param name="keywords">A schema that the generator of rules wrote; of references it says nothing, since OpenAPI has its own.</param>
    public static void Into(OpenApiSchema target, JsonElement keywords)
    {
        foreach (var keyword in keywords.EnumerateObject())
            Into(target, keyword.Name, keyword.Value);
    }

    private static void Into(OpenApiSchema target, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "type":
                RefuseNull(target, value);
                break;
            case "minimum":
                target.Minimum = Stricter(target.Minimum, value, isUpper: false);
                break;
            case "maximum":
                target.Maximum = Stricter(target.Maximum, value, isUpper: true);
                break;
            case "exclusiveMinimum":
                target.ExclusiveMinimum = Stricter(target.ExclusiveMinimum, value, isUpper: false);
                break;
            case "exclusiveMaximum":
                target.ExclusiveMaximum = Stricter(target.ExclusiveMaximum, value, isUpper: true);
                break;
            case "minLength":
                target.MinLength = More(target.MinLength, value);
                break;
            case "maxLength":
                target.MaxLength = Less(target.MaxLength, value);
                break;
            case "minItems":
                target.MinItems = More(target.MinItems, value);
                break;
            case "maxItems":
                target.MaxItems = Less(target.MaxItems, value);
                break;
            case "minProperties":
                target.MinProperties = More(target.MinProperties, value);
                break;
            case "maxProperties":
                target.MaxProperties = Less(target.MaxProperties, value);
                break;
            case "uniqueItems":
                target.UniqueItems = true;
                break;
            case "pattern" when target.Pattern is null && IsOfTexts(target):
                target.Pattern = value.GetString();
                break;
            case "format" when target.Format is null:
                target.Format = value.GetString();
                break;
            case "multipleOf" when target.MultipleOf is null:
                target.MultipleOf = value.GetDecimal();
                break;
            case "enum" when target.Enum is null or []:
                target.Enum = [.. value.EnumerateArray().Select(NodeOf)];
                break;
            case "pattern" or "format" or "multipleOf" or "enum":
                Beside(target, keyword, value);
                break;
            case "items":
                Inside(target.Items, value);
                break;
            case "additionalProperties":
                Inside(target.AdditionalProperties, value);
                break;
            case "allOf":
                foreach (var part in value.EnumerateArray())
                    Into(target, part);
                break;
        }
    }

    private static void Inside(IOpenApiSchema? target, JsonElement keywords)
    {
        if (target is OpenApiSchema own)
            Into(own, keywords);
    }

    /// <summary>A keyword that stands there already with another value: both hold.</summary>
    private static void Beside(OpenApiSchema target, string keyword, JsonElement value)
    {
        if (keyword == "pattern" && target.Pattern == value.GetString())
            return;
        if (keyword == "format" && target.Format == value.GetString())
            return;
        var other = new OpenApiSchema();
        Into(other, keyword, value);
        (target.AllOf ??= []).Add(other);
    }

    /// <summary>A rule may ask for a value where the type would let it be missing.</summary>
    private static void RefuseNull(OpenApiSchema target, JsonElement type)
    {
        var letsNullIn = type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(each => each.ValueEquals("null"u8));
        if (!letsNullIn && target.Type is { } declared)
            target.Type = declared & ~JsonSchemaType.Null;
    }

    /// <summary>A number that may be written as a text has a pattern for that text, which is no other's business.</summary>
    private static bool IsOfTexts(OpenApiSchema target) =>
        target.Type is not { } type || (type & (JsonSchemaType.Number | JsonSchemaType.Integer)) == 0;

    private static string Stricter(string? bound, JsonElement value, bool isUpper)
    {
        var other = value.GetRawText();
        if (bound is null || !decimal.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var old)
            || !decimal.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out var added))
            return other;
        return (added < old) == isUpper ? other : bound;
    }

    private static int More(int? bound, JsonElement value) => Math.Max(bound ?? 0, value.GetInt32());

    private static int Less(int? bound, JsonElement value) => Math.Min(bound ?? int.MaxValue, value.GetInt32());

    // A list of literals is written with null where there is no node.
    private static JsonNode NodeOf(JsonElement literal) => JsonNode.Parse(literal.GetRawText())!;
}
