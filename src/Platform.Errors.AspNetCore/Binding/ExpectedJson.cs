using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// What JSON an application expects at a place, and what it found there, in the words of JSON Schema with its formats. The contracts of the serializer tell;
/// names of types do not leave.
/// </summary>
internal static class ExpectedJson
{
    private const string Array = "array";
    private const string Object = "object";
    private const string Text = "string";
    private const string Integer = "integer";
    private const string Number = "number";
    private const string Other = "other";

    private static readonly FrozenDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(bool)] = "boolean",
        [typeof(string)] = Text,
        [typeof(char)] = Text,
        [typeof(sbyte)] = Integer,
        [typeof(byte)] = Integer,
        [typeof(short)] = Integer,
        [typeof(ushort)] = Integer,
        [typeof(int)] = Integer,
        [typeof(uint)] = Integer,
        [typeof(long)] = Integer,
        [typeof(ulong)] = Integer,
        [typeof(float)] = Number,
        [typeof(double)] = Number,
        [typeof(decimal)] = Number,
        [typeof(DateTime)] = "string (date-time)",
        [typeof(DateTimeOffset)] = "string (date-time)",
        [typeof(DateOnly)] = "string (date)",
        [typeof(TimeOnly)] = "string (time)",
        [typeof(Guid)] = "string (uuid)",
        [typeof(Uri)] = "string (uri)",
    }.ToFrozenDictionary();

    /// <summary>The names of <see cref="JsonTokenType"/>, which the serializer puts into quotes.</summary>
    private static readonly FrozenDictionary<string, string> Tokens = new Dictionary<string, string>
    {
        ["String"] = Text,
        ["Number"] = Number,
        ["True"] = "boolean",
        ["False"] = "boolean",
        ["Null"] = "null",
        ["StartObject"] = Object,
        ["StartArray"] = Array,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is expected; <see langword="null"/> if it is not known, as of a type that writes itself.</summary>
    /// <param name="pointer">The place.</param>
    /// <param name="root">The type of the document.</param>
    /// <param name="options">Have its contract.</param>
    public static string? At(string pointer, Type root, JsonSerializerOptions options)
    {
        var type = root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            if (!options.TryGetTypeInfo(type, out var contract) || Inside(contract, token, options) is not { } inner)
                return null;
            type = inner;
        }
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!options.TryGetTypeInfo(type, out var expected))
            return null;
        return expected.Kind switch
        {
            JsonTypeInfoKind.Enumerable => Array,
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => Object,
            _ => type.IsEnum ? "enum" : Names.GetValueOrDefault(type),
        };
    }

    /// <summary>What was found instead.</summary>
    /// <param name="reason">What the converter threw: that the value is of another type, or has another form.</param>
    /// <param name="expected">What was expected.</param>
    public static string Found(Exception? reason, string expected) => reason switch
    {
        InvalidOperationException when Quoted(reason.Message) is { } token && Tokens.TryGetValue(token, out var name) => name,
        // A text, and no date. Numbers may stand in texts as well, so of them it is not known.
        FormatException when expected.StartsWith(Text, StringComparison.Ordinal) => Text,
        _ => Other,
    };

    private static Type? Inside(JsonTypeInfo contract, string token, JsonSerializerOptions options)
    {
        if (contract.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
            return contract.ElementType;
        var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        var comparison = options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return contract.Properties.FirstOrDefault(property => property.Name.Equals(name, comparison))?.PropertyType;
    }

    private static string? Quoted(string message)
    {
        var start = message.IndexOf('\'', StringComparison.Ordinal);
        var end = start < 0 ? -1 : message.IndexOf('\'', start + 1);
        return end < 0 ? null : message[(start + 1)..end];
    }
}
