using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Writes what JSON Schema (2020-12) can say of rules. Where it cannot say a thing exactly it says less: a schema lets in all that the
/// rules let in, and never refuses what they do not.
/// </summary>
internal static class SchemaText
{
    /// <summary>Every character that .NET takes for white space, as a class of ECMA-262.</summary>
    private const string Ink = "[^\\t-\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]";

    public static string String(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c < ' ' || c > '~')
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
        return text.Append('"').ToString();
    }

    /// <param name="keyword">The keyword.</param>
    /// <param name="fact">The number as the fact of a failure: a literal of C#.</param>
    public static string Number(string keyword, string fact) => $"\"{keyword}\":{fact.Trim('"').TrimEnd('L')}";

    /// <param name="pattern">In the dialect of schemas; <see langword="null"/> where it has no form in that.</param>
    public static string? Pattern(string? pattern) => pattern is null ? null : $"\"pattern\":{String(pattern)}";

    public static string? NotEmpty(ITypeSymbol type) => ValueTypes.IsString(type) ? $"\"pattern\":{String(Ink)}"
        : ValueTypes.EntryOf(type) is not null ? "\"minProperties\":1"
        : ValueTypes.ItemOf(type) is not null ? "\"minItems\":1"
        : null;

    /// <summary>What is allowed. Texts, numbers and truth values are the same on the wire.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="values">What is allowed.</param>
    /// <param name="isAskedOfNull">Whether the rule refuses <see langword="null"/> where it is not named.</param>
    public static string? Enum(ITypeSymbol type, ImmutableArray<TypedConstant> values, bool isAskedOfNull)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return WireEnumerations.Allowed(type, values.Where(static value => !value.IsNull).Select(static value => value.Value!), letsNullIn: !isAskedOfNull || values.Any(static value => value.IsNull));
        }
        if (!values.All(IsPlain))
            return null;
        var literals = values.Select(Literal).ToList();
        if (!isAskedOfNull && !literals.Contains("null"))
            literals.Add("null");
        return $"\"enum\":[{string.Join(",", literals)}]";
    }

    /// <summary>What is not allowed.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="values">The values.</param>
    public static string? Not(ITypeSymbol type, ImmutableArray<TypedConstant> values)
    {
        if (type.TypeKind == TypeKind.Enum)
            return values.Any(static value => value.IsNull) ? null : WireEnumerations.Denied(type, values.Select(static value => value.Value!));
        return values.All(IsPlain) ? $"\"not\":{{\"enum\":[{string.Join(",", values.Select(Literal))}]}}" : null;
    }

    /// <summary>The schema of a value, without its rules.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="canBeNull">Whether <see langword="null"/> passes.</param>
    /// <param name="references">Takes the validated types that are referred to.</param>
    /// <param name="keywords">The rules.</param>
    /// <param name="elementKeywords">Those about each item.</param>
    /// <param name="refuseNullElements">Whether an item that its type promises must be there.</param>
    public static string Of(ITypeSymbol type, bool canBeNull, HashSet<ITypeSymbol> references, IEnumerable<string> keywords,
        IEnumerable<string> elementKeywords, bool refuseNullElements)
    {
        type = ValueTypes.Underlying(type);
        var parts = new List<string>();
        if (JsonType(type) is { } json)
            parts.Add(canBeNull ? $"\"type\":[\"{json}\",\"null\"]" : $"\"type\":\"{json}\"");
        if (type is INamedTypeSymbol && Symbols.IsValidated(type) && type is INamedTypeSymbol { Arity: 0 })
        {
            references.Add(type);
            var reference = $"{{\"$ref\":\"#/$defs/{NameOf(type)}\"}}";
            parts.Add(canBeNull ? $"\"anyOf\":[{{\"type\":\"null\"}},{reference}]" : $"\"allOf\":[{reference}]");
        }
        else if (ValueTypes.EntryOf(type) is { } entry)
        {
            parts.Add($"\"additionalProperties\":{Element(entry.Value, references, elementKeywords, refuseNullElements)}");
        }
        else if (JsonType(type) == "array" && ValueTypes.ItemOf(type) is { } item)
        {
            parts.Add($"\"items\":{Element(item, references, elementKeywords, refuseNullElements)}");
        }
        return Joined(parts, keywords);
    }

    public static string NameOf(ITypeSymbol type) => type.ToDisplayString().Replace('<', '(').Replace('>', ')').Replace(", ", ",");

    /// <summary>Members of one object of JSON; a keyword that stands there already goes into an object of its own.</summary>
    public static string Joined(IEnumerable<string> parts, IEnumerable<string> keywords)
    {
        var members = parts.ToList();
        var more = new List<string>();
        foreach (var keyword in keywords)
        {
            var name = keyword.Substring(0, keyword.IndexOf(':'));
            if (members.Any(member => member.StartsWith(name, StringComparison.Ordinal)))
                more.Add($"{{{keyword}}}");
            else
                members.Add(keyword);
        }
        if (more.Count > 0)
        {
            var all = members.FindIndex(member => member.StartsWith("\"allOf\":[", StringComparison.Ordinal));
            if (all < 0)
                members.Add($"\"allOf\":[{string.Join(",", more)}]");
            else
                members[all] = members[all].Substring(0, members[all].Length - 1) + "," + string.Join(",", more) + "]";
        }
        return $"{{{string.Join(",", members)}}}";
    }

    private static string Element(ITypeSymbol element, HashSet<ITypeSymbol> references, IEnumerable<string> keywords, bool refuseNull) =>
        Of(element, ValueTypes.CanBeNull(element) && !(refuseNull && ValueTypes.PromisesValue(element)), references, keywords, [], refuseNull);

    private static string? JsonType(ITypeSymbol type) => type switch
    {
        _ when ValueTypes.IsString(type) => "string",
        _ when ValueTypes.IsIntegral(type) => "integer",
        _ when ValueTypes.IsFloating(type) || ValueTypes.IsDecimal(type) => "number",
        { SpecialType: SpecialType.System_Boolean } => "boolean",
        _ when ValueTypes.EntryOf(type) is not null => "object",
        // Bytes are written as a text.
        _ when ValueTypes.ItemOf(type) is { SpecialType: not SpecialType.System_Byte } => "array",
        _ => null,
    };

    private static bool IsPlain(TypedConstant value) => value.IsNull || value is
    {
        Kind: TypedConstantKind.Primitive,
        Value: string or bool or int or long or short or byte or sbyte or ushort or uint or ulong
    };

    private static string Literal(TypedConstant value) => value.Value switch
    {
        null => "null",
        string text => String(text),
        bool truth => truth ? "true" : "false",
        var number => Convert.ToString(number, CultureInfo.InvariantCulture),
    };
}
