using System.Text;
using System.Text.Json;
using Platform.Validation.Schema.Loading;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>Reads the values of one schema's keywords, and says what is wrong with them.</summary>
internal readonly struct KeywordReader(SchemaLocation location)
{
    public SchemaLocation Location { get; } = location;

    public bool TryGet(string keyword, out JsonElement value) => Location.Element.TryGetProperty(keyword, out value);

    /// <summary>A count: a non-negative integer, also written 1.0. One too large to matter is as good as infinite.</summary>
    public long? Count(string keyword)
    {
        if (!TryGet(keyword, out var value))
            return null;
        var number = new ExactNumber(Number(keyword, value));
        if (number.IsNegative || !number.IsInteger)
            throw Wrong(keyword, "has to be a non-negative whole number");
        return number.Truncate(out _);
    }

    public byte[]? Number(string keyword) => TryGet(keyword, out var value) ? Number(keyword, value) : null;

    public bool Flag(string keyword)
    {
        if (!TryGet(keyword, out var value))
            return false;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(keyword, "has to be true or false"),
        };
    }

    public string? Text(string keyword)
    {
        if (!TryGet(keyword, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(keyword, "has to be a string");
    }

    /// <summary>A subschema.</summary>
    public SchemaLocation? Schema(string keyword) => TryGet(keyword, out var value) ? Schema(keyword, value) : null;

    public SchemaLocation Schema(string place, JsonElement value)
    {
        var draft4 = Location.Resource.Dialect.Draft == SchemaDraft.Draft4;
        var ofRightKind = value.ValueKind == JsonValueKind.Object
            || (value.ValueKind is JsonValueKind.True or JsonValueKind.False && (!draft4 || place is "additionalProperties" or "additionalItems"));
        return ofRightKind ? Location.Child(place, value) : throw Wrong(place, draft4 ? "has to be a schema: an object" : "has to be a schema: an object, true or false");
    }

    /// <summary>A list of subschemas that is not empty.</summary>
    public SchemaLocation[]? SchemaList(string keyword)
    {
        if (!TryGet(keyword, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw Wrong(keyword, "has to be a list of schemas that is not empty");
        var reader = this;
        return [.. value.EnumerateArray().Select((item, index) => reader.Schema($"{keyword}/{index}", item))];
    }

    public (string Name, SchemaLocation Schema)[] SchemaMap(string keyword)
    {
        if (!TryGet(keyword, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(keyword, "has to be an object of schemas");
        var reader = this;
        return [.. value.EnumerateObject().Select(member => (member.Name, reader.Schema($"{keyword}/{SchemaLocation.Escape(member.Name)}", member.Value)))];
    }

    public string[] Names(string keyword) => TryGet(keyword, out var value) ? Names(keyword, value) : [];

    public string[] Names(string place, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            throw Wrong(place, "has to be a list of property names");
        return [.. value.EnumerateArray().Select(static item => item.GetString()!).Distinct(StringComparer.Ordinal)];
    }

    public JsonSchemaException Wrong(string place, string what) =>
        new($"The value of {place.Split('/')[0]} {what}.", $"{Location}/{place}");

    private byte[] Number(string keyword, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? Encoding.UTF8.GetBytes(value.GetRawText()) : throw Wrong(keyword, "has to be a number");
}
