using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// What JSON an application expects at a place, and what it found there, in the words of JSON Schema with the formats of OpenAPI's registry. The contracts of
/// the serializer tell; names of types do not leave.
/// </summary>
internal static class ExpectedJson
{
    private const string Array = "array";
    private const string Object = "object";
    private const string Text = "string";
    private const string Number = "number";
    private const string Null = "null";
    private const string Enumeration = "enum";

    /// <summary>Values of an enumeration that are listed; nobody reads more in an error.</summary>
    private const int MostValues = 20;
    private const int LongestList = 300;

    private static readonly FrozenDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(bool)] = "boolean",
        [typeof(string)] = Text,
        [typeof(char)] = Text,
        [typeof(sbyte)] = "integer (int8)",
        [typeof(byte)] = "integer (uint8)",
        [typeof(short)] = "integer (int16)",
        [typeof(ushort)] = "integer (uint16)",
        [typeof(int)] = "integer (int32)",
        [typeof(uint)] = "integer (uint32)",
        [typeof(long)] = "integer (int64)",
        [typeof(ulong)] = "integer (uint64)",
        [typeof(float)] = "number (float)",
        [typeof(double)] = "number (double)",
        [typeof(decimal)] = "number (decimal)",
        [typeof(DateTime)] = "string (date-time)",
        [typeof(DateTimeOffset)] = "string (date-time)",
        [typeof(DateOnly)] = "string (date)",
        [typeof(TimeOnly)] = "string (time)",
        [typeof(Guid)] = "string (uuid)",
        [typeof(Uri)] = "string (uri)",
    }.ToFrozenDictionary();

    /// <summary>An enumeration is asked for its values once: every one of them is serialised for it. Contracts are held weakly, as whoever made them holds them.</summary>
    private static readonly ConditionalWeakTable<JsonTypeInfo, string> Enumerations = [];

    /// <summary>The names of <see cref="JsonTokenType"/>, which the serializer puts into quotes.</summary>
    private static readonly FrozenDictionary<string, string> Tokens = new Dictionary<string, string>
    {
        ["String"] = Text,
        ["Number"] = Number,
        ["True"] = "boolean",
        ["False"] = "boolean",
        ["Null"] = Null,
        ["StartObject"] = Object,
        ["StartArray"] = Array,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is expected at a place; <see langword="null"/> if it is not known.</summary>
    /// <param name="pointer">The place.</param>
    /// <param name="root">The type of the document; <see langword="null"/> where it is not known.</param>
    /// <param name="options">Have its contract.</param>
    public static JsonTypeInfo? ContractAt(string pointer, Type? root, JsonSerializerOptions? options)
    {
        if (root is null || options is null)
            return null;
        var type = root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            if (!options.TryGetTypeInfo(type, out var contract) || Inside(contract, token, options) is not { } inner)
                return null;
            type = inner;
        }
        return options.TryGetTypeInfo(Nullable.GetUnderlyingType(type) ?? type, out var expected) ? expected : null;
    }

    /// <summary>How it is called; <see langword="null"/> if it is not known, as of a type that writes itself.</summary>
    public static string? NameOf(JsonTypeInfo contract) => contract.Kind switch
    {
        JsonTypeInfoKind.Enumerable => Array,
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => Object,
        _ => contract.Type.IsEnum ? Enumerations.GetOrAdd(contract, NameOfEnum) : Names.GetValueOrDefault(contract.Type),
    };

    /// <summary>A token of a JSON Pointer as the name that it stands for.</summary>
    public static string Unescaped(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>What was found instead, as far as the serializer says it.</summary>
    /// <param name="refusal">What it threw.</param>
    /// <param name="expected">What was expected.</param>
    /// <returns><see langword="null"/> where it does not.</returns>
    public static string? Found(JsonException refusal, string expected) => refusal.InnerException switch
    {
        InvalidOperationException reason when Quoted(reason.Message) is { } token => Tokens.GetValueOrDefault(token),
        // A text, and no date. A number may stand in a text as well, so it may have been either.
        FormatException when expected.StartsWith(Text, StringComparison.Ordinal) => Text,
        null when JsonSentences.IsOfNull(refusal.Message) => Null,
        _ => null,
    };

    private static Type? Inside(JsonTypeInfo contract, string token, JsonSerializerOptions options)
    {
        if (contract.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
            return contract.ElementType;
        var name = Unescaped(token);
        var comparison = options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return contract.Properties.FirstOrDefault(property => property.Name.Equals(name, comparison))?.PropertyType;
    }

    /// <summary>With its values, as they stand on the wire: which they are is known to none but the converter.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A converter of the application's own that fails must not cost the caller the answer.")]
    private static string NameOfEnum(JsonTypeInfo contract)
    {
        var values = Enum.GetValuesAsUnderlyingType(contract.Type);
        if (values.Length > MostValues)
            return Enumeration;
        try
        {
            var names = values.Cast<object>().Select(value => JsonSerializer.SerializeToElement(Enum.ToObject(contract.Type, value), contract).ToString());
            var list = string.Join(", ", names.Distinct());
            return list.Length is 0 or > LongestList ? Enumeration : $"{Enumeration} ({list})";
        }
        // A converter of the application's own may only read, or know fewer values than the type has.
        catch (Exception)
        {
            return Enumeration;
        }
    }

    private static string? Quoted(string message)
    {
        var start = message.IndexOf('\'', StringComparison.Ordinal);
        var end = start < 0 ? -1 : message.IndexOf('\'', start + 1);
        return end < 0 ? null : message[(start + 1)..end];
    }
}
