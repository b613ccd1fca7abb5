using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>
/// How members of an enumeration are written. By the options of a serializer they are numbers or names, and only the converter that a type carries itself is known here. Where there is
/// none, numbers are said exactly, and of names, which an option may spell as it likes, nothing.
/// </summary>
internal static class WireEnumerations
{
    private const string Serialization = "System.Text.Json.Serialization.";

    /// <summary>The keyword that lets some members in.</summary>
    /// <param name="type">The enumeration.</param>
    /// <param name="members">The values of the members.</param>
    /// <param name="letsNullIn">Whether the rule says nothing of <see langword="null"/>, and there may be one.</param>
    /// <returns>The keyword; <see langword="null"/> where the members are written in a form that is not known.</returns>
    public static string? Allowed(ITypeSymbol type, IEnumerable<object> members, bool letsNullIn)
    {
        var numbers = members.Distinct().ToList();
        if (IsOfFlags(type))
            return null;
        if (AreNames(type) is not { } areNames)
            return null;
        var nothing = letsNullIn ? ",null" : "";
        if (!areNames)
            return $"\"anyOf\":[{{\"type\":\"string\"}},{{\"enum\":[{string.Join(",", numbers.Select(Number))}{nothing}]}}]";
        var names = numbers.Select(number => NameOf(type, number)).ToList();
        return names.Contains(null) ? null : $"\"enum\":[{string.Join(",", names.Select(name => SchemaText.String(name!)))}{nothing}]";
    }

    /// <summary>The keyword that lets some members not in.</summary>
    public static string? Denied(ITypeSymbol type, IEnumerable<object> members)
    {
        if (IsOfFlags(type) || AreNames(type) is not { } areNames)
            return null;
        var names = members.Distinct().Select(number => areNames ? NameOf(type, number) is { } name ? SchemaText.String(name) : Number(number) : Number(number));
        return $"\"not\":{{\"enum\":[{string.Join(",", names)}]}}";
    }

    /// <summary>The values of all members.</summary>
    public static IEnumerable<object> MembersOf(ITypeSymbol type) => FieldsOf(type).Select(field => field.ConstantValue!);

    /// <summary>Whether they are written as names; <see langword="null"/> where a converter of somebody's own decides.</summary>
    private static bool? AreNames(ITypeSymbol type)
    {
        if (Declarations.AttributeOf(type, Serialization + "JsonConverterAttribute") is not { } converted)
            return false;
        return Symbols.Only(converted) is INamedTypeSymbol { Name: "JsonStringEnumConverter" } converter
            && converter.ContainingNamespace.ToDisplayString() + "." == Serialization ? true : null;
    }

    /// <summary>Members of flags are written together, in one text.</summary>
    private static bool IsOfFlags(ITypeSymbol type) => Declarations.AttributeOf(type, "System.FlagsAttribute") is not null;

    private static string? NameOf(ITypeSymbol type, object number)
    {
        // Of two with one value it is not said which name is written.
        var fields = FieldsOf(type).Where(field => Equals(field.ConstantValue, number)).ToList();
        if (fields.Count != 1)
            return null;
        return Declarations.AttributeOf(fields[0], Serialization + "JsonStringEnumMemberNameAttribute") is { } named ? Symbols.Only(named) as string : fields[0].Name;
    }

    private static string Number(object number) => Convert.ToString(number, CultureInfo.InvariantCulture);

    private static IEnumerable<IFieldSymbol> FieldsOf(ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);
}
