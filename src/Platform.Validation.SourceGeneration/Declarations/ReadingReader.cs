using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

    private static readonly ImmutableHashSet<string> Sets = ["HashSet", "ISet"];

    private static readonly ImmutableHashSet<string> Dictionaries = ["Dictionary", "IDictionary", "IReadOnlyDictionary"];

    /// <summary>What the serializer reads from one text or number by a converter of its own.</summary>
    private static readonly ImmutableHashSet<string> Converted =
        ["System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Uri", "System.Version", "System.Half", "System.Int128", "System.UInt128"];

    /// <returns>How; <see langword="null"/> where the serializer does all.</returns>
    public ReadingModel? Read()
    {
        var type = context.Type;
        if (context.IsOfAnother || type is not { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false } || AbsentMembers.ConstructorOf(type) is not { } constructor
            || !IsWithinReach(constructor) || Declarations.AttributeOf(constructor, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute") is not null)
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
            members.Add(member with { Position = parameter.Ordinal, IsParameter = !parameter.HasExplicitDefaultValue });
        }
        var initializers = new List<string>();
        var setters = new List<string>();
        foreach (var property in properties.Except(parameters.Select(each => each.Property!), SymbolEqualityComparer.Default).OfType<IPropertySymbol>())
        {
            if (property.SetMethod is not { } setter || IsIgnored(property))
                continue;
            if (setter.DeclaredAccessibility != Accessibility.Public || Member(property, members.Count) is not { } member)
                return null;
            var name = Declarations.Escaped(property.Name);
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
        // A setter or getter that does something might be called in another order than by the serializer, or where that calls none.
        if (!IsAutomatic(property) || Reachability.AttributesOf(property).Any(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == Serialization
            && Symbols.NameOf(attribute) is not ("JsonPropertyName" or "JsonPropertyOrder")))
            return null;
        if (ValueOf(property.Type) is { } value)
            return Model(property, index, value, ReadingKind.Single, null);
        return ContentOf(property.Type) is var (kind, item) && ValueOf(item) is { } element ? Model(property, index, element, kind, item) : null;
    }

    /// <summary>Whether neither of its accessors has a body. Of what was compiled elsewhere nobody can tell.</summary>
    private bool IsAutomatic(IPropertySymbol property) =>
        property is { PartialDefinitionPart: null, PartialImplementationPart: null, DeclaringSyntaxReferences.IsEmpty: false }
        && property.DeclaringSyntaxReferences.All(reference => reference.GetSyntax(context.CancellationToken) switch
        {
            // Of the positions of a record.
            ParameterSyntax => true,
            PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } => accessors.All(each => each is { Body: null, ExpressionBody: null }),
            _ => false,
        });

    /// <summary>Whether the serializer neither reads nor writes it.</summary>
    private static bool IsIgnored(IPropertySymbol property) => Reachability.AttributesOf(property).Any(attribute =>
        Symbols.IsNamed(attribute.AttributeClass, Serialization + ".JsonIgnoreAttribute") && attribute.Value("Condition") is null or AlwaysIgnored);

    private ReadingMember Model(IPropertySymbol property, int index, (string Type, ReadingSource Source) value, ReadingKind kind, ITypeSymbol? item)
    {
        var wire = context.WireNameOf(property);
        return new ReadingMember
        {
            Name = property.Name,
            Wire = wire,
            WireBytes = Encoding.UTF8.GetByteCount(wire),
            Variable = $"m{index}",
            TypeName = Symbols.FullName(property.Type),
            ValueType = value.Type,
            Source = value.Source,
            Kind = kind,
            Item = item is null ? "" : Symbols.FullName(item),
            ItemCanBeNull = item is not null && ValueTypes.CanBeNull(item),
            AllowsNull = ValueTypes.CanBeNull(property.Type) && !ValueTypes.PromisesValue(property.Type),
            IsRequired = property.IsRequired,
        };
    }

    /// <summary>What reads a single value: the type that it is read as, and by whom.</summary>
    private static (string Type, ReadingSource Source)? ValueOf(ITypeSymbol declared)
    {
        var type = ValueTypes.Underlying(declared);
        if (ValueTypes.IsString(type) || ValueTypes.IsIntegral(type) || ValueTypes.IsFloating(type) || ValueTypes.IsDecimal(type)
            || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_DateTime
            || Symbols.IsNamed(type, "System.Guid") || Symbols.IsNamed(type, "System.DateTimeOffset"))
            return (Symbols.FullName(type), ReadingSource.Reader);
        if (type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Char || IsBytes(type) || Converted.Contains(type.ToDisplayString()))
            return (Symbols.FullName(type), ReadingSource.Converter);
        return type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } && Symbols.IsValidated(type) ? (Symbols.FullName(type), ReadingSource.Validator) : null;
    }

    /// <summary>Bytes are written as a text.</summary>
    private static bool IsBytes(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>What a collection holds.</summary>
    private static (ReadingKind Kind, ITypeSymbol Item)? ContentOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => (ReadingKind.Array, array.ElementType),
        INamedTypeSymbol named when named.ContainingNamespace.ToDisplayString() != Collections => null,
        INamedTypeSymbol { Arity: 1 } named when Sequences.Contains(named.Name) => (ReadingKind.List, named.TypeArguments[0]),
        INamedTypeSymbol { Arity: 1 } named when Sets.Contains(named.Name) => (ReadingKind.Set, named.TypeArguments[0]),
        INamedTypeSymbol { Arity: 2 } named when Dictionaries.Contains(named.Name) && ValueTypes.IsString(named.TypeArguments[0]) => (ReadingKind.Dictionary, named.TypeArguments[1]),
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
