using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>What System.Text.Json is told of derived types: <c>[JsonPolymorphic]</c> and <c>[JsonDerivedType]</c>, and what a schema says of it.</summary>
internal static class DerivedTypes
{
    private const string Serialization = "System.Text.Json.Serialization.";

    /// <summary>Behind the name of a type whose values may be of derived types: the name of what it declares itself.</summary>
    private const string Declared = "+Declared";

    /// <summary>The name under which the members of a base type stand.</summary>
    public static string NameOfDeclared(INamedTypeSymbol type) => SchemaText.NameOf(type) + (Of(type).Count > 0 ? Declared : "");

    /// <summary>Says of a value which of the types it is by what it calls itself; <see langword="null"/> where the serializer is told of no derived types.</summary>
    /// <param name="type">The base type.</param>
    /// <param name="references">Takes the derived types that are validated.</param>
    public static string? SchemaOf(INamedTypeSymbol type, HashSet<ITypeSymbol> references)
    {
        var derived = Of(type);
        if (derived.Count == 0)
            return null;
        var polymorphic = Declarations.AttributeOf(type, Serialization + "JsonPolymorphicAttribute");
        var name = SchemaText.String(polymorphic?.Value("TypeDiscriminatorPropertyName") as string ?? "$type");
        var parts = new List<string> { $"{{\"$ref\":\"#/$defs/{NameOfDeclared(type)}\"}}" };
        foreach (var (each, discriminator) in derived)
        {
            // The type itself may be among them, and one without rules of its own has those of its base.
            var named = type;
            if (!SymbolEqualityComparer.Default.Equals(each, type) && Symbols.IsValidated(each) && each is INamedTypeSymbol { Arity: 0 } validated)
            {
                references.Add(validated);
                named = validated;
            }
            parts.Add($"{{\"if\":{{\"properties\":{{{name}:{{\"const\":{discriminator}}}}},\"required\":[{name}]}},\"then\":{{\"$ref\":\"#/$defs/{NameOfDeclared(named)}\"}}}}");
        }
        var schema = $"{{\"type\":\"object\",\"allOf\":[{string.Join(",", parts)}]";
        if (polymorphic?.Value("IgnoreUnrecognizedTypeDiscriminators") is not true)
            schema += $",\"properties\":{{{name}:{{\"enum\":[{string.Join(",", derived.Select(each => each.Discriminator).Distinct())}]}}}}";
        return schema + (type.IsAbstract ? $",\"required\":[{name}]}}" : "}");
    }

    /// <summary>The derived types that can be told by what is sent. Others are written as they are, and read as their base.</summary>
    private static List<(ITypeSymbol Type, string Discriminator)> Of(INamedTypeSymbol type)
    {
        var derived = new List<(ITypeSymbol, string)>();
        foreach (var attribute in type.GetAttributes().Where(static attribute => Symbols.IsNamed(attribute.AttributeClass, Serialization + "JsonDerivedTypeAttribute")))
        {
            if (attribute.ConstructorArguments is { Length: 2 } arguments && arguments[0].Value is ITypeSymbol each && arguments[1].Value is { } discriminator)
                derived.Add((each, discriminator is string text ? SchemaText.String(text) : Convert.ToString(discriminator, CultureInfo.InvariantCulture)));
        }
        return derived;
    }
}
