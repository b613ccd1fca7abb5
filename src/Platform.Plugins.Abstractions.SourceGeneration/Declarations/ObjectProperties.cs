using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>What crosses of a record, class or struct, and how it is made again.</summary>
internal sealed class ObjectProperties
{
    /// <summary>The properties in the order of messages, each with the parameter of the constructor that takes it.</summary>
    public IReadOnlyList<(IPropertySymbol Property, IParameterSymbol? Parameter)> All { get; private init; } = [];

    /// <summary>What the constructor takes, in its order.</summary>
    public IReadOnlyList<IPropertySymbol> Constructor { get; private init; } = [];

    /// <summary>Why it cannot be made again.</summary>
    public string? Reason { get; private init; }

    /// <summary>What is wrong with the numbers.</summary>
    public string? Numbers { get; private init; }

    public static ObjectProperties Of(INamedTypeSymbol type)
    {
        var properties = PropertiesOf(type);
        if (FieldOf(type) is { } field)
            return new ObjectProperties { Reason = $"it has the field '{field.Name}'; make that a property" };
        var constructors = type.InstanceConstructors.Where(static each => each.DeclaredAccessibility == Accessibility.Public)
            .Select(constructor => (constructor.Parameters, Taken: constructor.Parameters.Select(parameter => TakenBy(parameter, properties)).ToList()))
            .Where(static each => each.Taken.All(static property => property is not null))
            .OrderByDescending(static each => each.Taken.Count).ToList();
        if (constructors.Count == 0)
            return new ObjectProperties { Reason = "it has no public constructor of which each parameter is a property too, by its name and type" };
        var (parameters, taken) = constructors[0];
        if (properties.FirstOrDefault(property => !IsSettable(property) && !taken.Contains(property) && IsStored(property)) is { } lost)
            return new ObjectProperties { Reason = $"nothing sets '{lost.Name}' of it again; give it a public set or init, or a parameter of the constructor" };
        var all = properties.Where(property => IsSettable(property) || taken.Contains(property))
            .Select(property => (property, taken.IndexOf(property) is >= 0 and var at ? parameters[at] : null)).ToList();
        var numbers = all.Select(static each => NumberOf(each.property)).ToList();
        string? wrong = null;
        if (numbers.Any(static number => number is not null))
        {
            if (!numbers.OrderBy(static number => number).SequenceEqual(Enumerable.Range(1, numbers.Count).Select(static number => (int?)number)))
                wrong = $"give each of its {numbers.Count} properties another one, from 1 to {numbers.Count}, or none to any";
            else
                all = [.. all.OrderBy(static each => NumberOf(each.property))];
        }
        return new ObjectProperties { All = all, Constructor = [.. taken.Select(static property => property!)], Numbers = wrong };
    }

    public static int? NumberOf(ISymbol symbol) =>
        Declarations.AttributeOf(symbol, KnownNames.MemberAttribute) is { } attribute && attribute.HasArguments(1) && attribute.ConstructorArguments[0].Value is int number ? number : null;

    /// <summary>With those of base classes, which come first.</summary>
    private static List<IPropertySymbol> PropertiesOf(INamedTypeSymbol type)
    {
        var bases = new Stack<INamedTypeSymbol>();
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType!)
            bases.Push(current);
        var found = new List<IPropertySymbol>();
        foreach (var property in bases.SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>().Where(static property =>
            property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public }))
        {
            var hidden = found.FindIndex(each => each.Name == property.Name);
            if (hidden >= 0)
                found[hidden] = property;
            else
                found.Add(property);
        }
        return found;
    }

    private static IFieldSymbol? FieldOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(static field => field is { IsStatic: false, DeclaredAccessibility: Accessibility.Public });

    private static IPropertySymbol? TakenBy(IParameterSymbol parameter, List<IPropertySymbol> properties) => parameter.RefKind != RefKind.None ? null
        : properties.FirstOrDefault(property => property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type));

    private static bool IsSettable(IPropertySymbol property) => property.SetMethod is { DeclaredAccessibility: Accessibility.Public };

    /// <summary>Whether it is kept, and not computed. Of what is not compiled here that cannot be seen.</summary>
    private static bool IsStored(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
}
