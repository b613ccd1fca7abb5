using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Finds out how values of a type can be read from JSON in one pass: which constructor the serializer calls, and whether all members are of types that are read by
/// a call of the reader. A type with any other is left to the serializer whole: begun here, most of its values would be read twice.
/// </summary>
internal sealed class ReadingReader(TypeContext context)
{
    private const string Serialization = "System.Text.Json.Serialization";
    private const string Collections = "System.Collections.Generic";

    /// <summary>The value of <c>JsonIgnoreCondition.Always</c>.</summary>
    private const int AlwaysIgnored = 1;

    /// <summary>Whether a member came is one bit.</summary>
    private const int MostMembers = 64;

    private static readonly ImmutableHashSet<string> Sequences = ["List", "IList", "ICollection", "IEnumerable", "IReadOnlyList", "IReadOnlyCollection"];

    /// <returns>How; <see langword="null"/> where the serializer does all.</returns>
    public ReadingModel? Read()
    {
        var type = context.Type;
        if (context.IsOfAnother || type is not { TypeKind: TypeKind.Class, IsAbstract: false } || AbsentMembers.ConstructorOf(type) is not { } constructor
            || !IsWithinReach(constructor) || Symbols.AttributeOf(constructor, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute") is not null)
            return null;
        var properties = Reachability.MembersOf(type).OfType<IPropertySymbol>().Where(property => property.DeclaredAccessibility == Accessibility.Public).ToList();
        var parameters = constructor.Parameters.Select(parameter => (Parameter: parameter,
            Property: properties.FirstOrDefault(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)))).ToList();
        if (parameters.Any(each => each.Property is null || !SymbolEqualityComparer.Default.Equals(each.Property.Type, each.Parameter.Type)
            || each.Parameter.RefKind is not (RefKind.None or RefKind.In)))
            return null;
        var members = ImmutableArray.CreateBuilder<ReadingMember>();
        var arguments = new List<string>();
        foreach (var (parameter, property) in parameters)
        {
            if (Member(property!, members.Count) is not { } member)
                return null;
            arguments.Add($"(seen & {1UL << members.Count}UL) != 0 ? m{members.Count} : {DefaultOf(parameter)}");
            members.Add(member with { IsParameter = !parameter.HasExplicitDefaultValue });
        }
        var initializers = new List<string>();
        var setters = new List<string>();
        foreach (var property in properties.Except(parameters.Select(each => each.Property!), SymbolEqualityComparer.Default).OfType<IPropertySymbol>())
        {
            if (property.SetMethod is not { } setter || IsIgnored(property))
                continue;
            if (setter.DeclaredAccessibility != Accessibility.Public || Member(property, members.Count) is not { } member)
                return null;
            var name = Symbols.Escaped(property.Name);
            if (property.IsRequired || setter.IsInitOnly)
            {
                initializers.Add($"{name} = m{members.Count}");
                // A value of its own would be lost, where the member was not sent.
                members.Add(member with { IsNeeded = property.IsRequired || AbsentMembers.ValueOf(property, context.CancellationToken) != AbsentValue.Null });
            }
            else
            {
                setters.Add($"if ((seen & {1UL << members.Count}UL) != 0) value.{name} = m{members.Count};");
                members.Add(member);
            }
        }
        if (members.Count is 0 or > MostMembers || members.Select(member => member.Wire).Distinct().Count() != members.Count)
            return null;
        return new ReadingModel(new EquatableArray<ReadingMember>(members.ToImmutable()), string.Join(", ", arguments), string.Join(", ", initializers),
            new EquatableArray<string>([.. setters]));
    }

    private bool IsWithinReach(IMethodSymbol constructor) =>
        constructor.DeclaredAccessibility == Accessibility.Public || SymbolEqualityComparer.Default.Equals(constructor.ContainingType, context.Type);

    private ReadingMember? Member(IPropertySymbol property, int index)
    {
        // A setter or getter that does something might be called in another order than by the serializer.
        var isAutomatic = property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
        if (!isAutomatic || Reachability.AttributesOf(property).Any(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == Serialization
            && Symbols.NameOf(attribute) is not ("JsonPropertyName" or "JsonPropertyOrder")))
            return null;
        if (ValueOf(property.Type) is { } value)
            return Model(property, index, value, "", false);
        if (ItemOf(property.Type) is not { } item || ValueOf(item) is not { } element)
            return null;
        return Model(property, index, element, Symbols.FullName(item), ValueTypes.CanBeNull(item)) with { IsArray = property.Type is IArrayTypeSymbol };
    }

    /// <summary>Whether the serializer neither reads nor writes it.</summary>
    private static bool IsIgnored(IPropertySymbol property) => Reachability.AttributesOf(property).Any(attribute =>
        Symbols.IsNamed(attribute.AttributeClass, Serialization + ".JsonIgnoreAttribute") && Symbols.Named(attribute, "Condition") is null or AlwaysIgnored);

    private ReadingMember Model(IPropertySymbol property, int index, (string Type, bool IsNested) value, string item, bool itemCanBeNull)
    {
        var wire = context.WireNameOf(property);
        return new ReadingMember
        {
            Wire = wire,
            WireBytes = Encoding.UTF8.GetByteCount(wire),
            Variable = $"m{index}",
            TypeName = Symbols.FullName(property.Type),
            ValueType = value.Type,
            IsNested = value.IsNested,
            Item = item,
            ItemCanBeNull = itemCanBeNull,
            AllowsNull = ValueTypes.CanBeNull(property.Type) && !ValueTypes.PromisesValue(property.Type),
            IsRequired = property.IsRequired,
        };
    }

    /// <summary>What reads a single value: the type that it is read as, and whether that has a reader of its own.</summary>
    private static (string Type, bool IsNested)? ValueOf(ITypeSymbol declared)
    {
        var type = ValueTypes.Underlying(declared);
        if (ValueTypes.IsString(type) || ValueTypes.IsIntegral(type) || ValueTypes.IsFloating(type) || ValueTypes.IsDecimal(type)
            || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_DateTime
            || Symbols.IsNamed(type, "System.Guid") || Symbols.IsNamed(type, "System.DateTimeOffset"))
            return (Symbols.FullName(type), false);
        return type is INamedTypeSymbol { TypeKind: TypeKind.Class } && Symbols.IsValidated(type) ? (Symbols.FullName(type), true) : null;
    }

    private static ITypeSymbol? ItemOf(ITypeSymbol type) => type switch
    {
        // Bytes are written as a text.
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: not SpecialType.System_Byte } array => array.ElementType,
        INamedTypeSymbol { Arity: 1 } named when Sequences.Contains(named.Name) && named.ContainingNamespace.ToDisplayString() == Collections => named.TypeArguments[0],
        _ => null,
    };

    private static string DefaultOf(IParameterSymbol parameter)
    {
        var type = Symbols.FullName(parameter.Type);
        if (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is not { } value)
            return $"default({type})!";
        return $"({type})({Symbols.Literal(value)})";
    }
}
