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

    private static readonly FrozenDictionary<Type, (decimal Minimum, decimal Maximum)> Integers = new Dictionary<Type, (decimal, decimal)>
    {
        [typeof(sbyte)] = (sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(ulong)] = (ulong.MinValue, ulong.MaxValue),
    }.ToFrozenDictionary();

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
        _ => contract.Type.IsEnum ? "enum" : Names.GetValueOrDefault(contract.Type),
    };

    /// <summary>How what was found is called.</summary>
    public static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.EndObject => Object,
        JsonTokenType.EndArray => Array,
        _ => Tokens.GetValueOrDefault(token.ToString(), Other),
    };

    /// <summary>From where to where a number can go that was refused as too large; <see langword="null"/> if it was refused as something else.</summary>
    /// <param name="type">The type of the number.</param>
    /// <param name="isInteger">Whether what was found is an integer.</param>
    public static (decimal Minimum, decimal Maximum)? RangeOf(Type type, bool isInteger)
    {
        if (type == typeof(decimal))
            return (decimal.MinValue, decimal.MaxValue);
        return isInteger && Integers.TryGetValue(type, out var range) ? range : null;
    }

    /// <summary>A token of a JSON Pointer as the name that it stands for.</summary>
    public static string Unescaped(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>What was found instead, where the body is gone and only the reason is there.</summary>
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
        var name = Unescaped(token);
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
