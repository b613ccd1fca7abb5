using Microsoft.CodeAnalysis;

namespace Platform.Webhooks.SourceGeneration;

/// <summary>Reads a type with <c>[WebhookEvent]</c>, and judges it.</summary>
internal static class EventReader
{
    private const int MaxNameLength = 200;

    public static EventModel Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        var fault = type.IsGenericType || Declarations.ContainingTypes(type).Any(static outer => outer.IsGenericType) ? "is generic, or stands in a generic type"
            : type.IsStatic || type.IsAbstract || type.IsRefLikeType ? "cannot be made"
            : type.IsFileLocal || !IsVisible(type) ? "cannot be seen"
            : null;
        if (fault is not null)
            findings.Add(Finding.Of(Rules.UnusablePayload, Declarations.Location(type), type.Name, fault));
        var name = attribute.ConstructorArguments.Length == 2 ? attribute.ConstructorArguments[0].Value as string ?? "" : "";
        var version = attribute.ConstructorArguments.Length == 2 && attribute.ConstructorArguments[1].Value is int number ? number : 0;
        // Arguments that do not compile are the compiler's to speak of.
        var isNamed = IsName(name) && version >= 1;
        if (!isNamed && attribute.HasArguments(2))
        {
            findings.Add(Finding.Of(
                Rules.MalformedName, attribute.LocationOf("name", 0, cancellationToken), name, version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        return new EventModel
        {
            QualifiedName = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            Name = name,
            Version = version,
            Description = attribute.Value("Description") as string,
            Keys = new([.. PropertiesOf(type).Where(static property => Declarations.AttributeOf(property, KnownNames.KeyAttribute) is not null).Select(Written)]),
            Examples = new([.. Examples(type, findings)]),
            NamePlace = PlaceInText.Of(attribute.LocationOf("name", 0, cancellationToken)),
            Findings = new([.. findings]),
            IsWritable = fault is null && isNamed,
        };
    }

    /// <summary>With those that it inherits, the nearest first.</summary>
    private static IEnumerable<IPropertySymbol> PropertiesOf(INamedTypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>())
            {
                if (seen.Add(property.Name))
                    yield return property;
            }
        }
    }

    private static string Written(IPropertySymbol property) =>
        Declarations.AttributeOf(property, KnownNames.JsonPropertyNameAttribute) is { } named && named.HasArguments(1)
            ? "=" + named.ConstructorArguments[0].Value
            : property.Name;

    private static IEnumerable<string> Examples(INamedTypeSymbol type, List<Finding> findings)
    {
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (Declarations.AttributeOf(property, KnownNames.ExampleAttribute) is null)
                continue;
            if (property is { IsStatic: true, GetMethod: not null, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
                && SymbolEqualityComparer.Default.Equals(property.Type, type))
                yield return property.Name;
            else
                findings.Add(Finding.Of(Rules.UnusableExample, Declarations.Location(property), property.Name, type.Name));
        }
    }

    private static bool IsVisible(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return false;
        }
        return true;
    }

    /// <summary>As WebhookEventType has it.</summary>
    private static bool IsName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.StartsWith("platform.", StringComparison.Ordinal))
            return false;
        var isAtStart = true;
        foreach (var character in name)
        {
            if (character == '.' ? isAtStart : !(character is (>= 'a' and <= 'z') or (>= '0' and <= '9') || (!isAtStart && character is '-' or '_')))
                return false;
            isAtStart = character == '.';
        }
        return !isAtStart;
    }
}
