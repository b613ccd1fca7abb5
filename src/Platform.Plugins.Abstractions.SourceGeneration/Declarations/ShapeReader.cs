using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Finds how the types of one contract cross. What cannot cross is <see langword="null"/>, and <see cref="Reason"/> says why.</summary>
internal sealed class ShapeReader(IAssemblySymbol assembly, List<Finding> findings)
{
    private static readonly SymbolDisplayFormat Written = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly Dictionary<string, TypeShape> _known = new(StringComparer.Ordinal);

    /// <summary>What crosses by a function of its own, in the order of their indices.</summary>
    public List<TypeShape> Functions { get; } = [];

    /// <summary>Why the last type that was asked for cannot cross.</summary>
    public string Reason { get; private set; } = "";

    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(Written);

    public TypeShape? Read(ITypeSymbol type)
    {
        // Where nobody said whether it may be null, it may.
        if (!type.IsValueType && type.NullableAnnotation != NullableAnnotation.NotAnnotated)
        {
            var name = NameOf(type.WithNullableAnnotation(NullableAnnotation.Annotated));
            return Known(name) ?? (Read(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)) is { } inner
                ? Add(new NullableShape(name, inner, IsValue: false, Functions.Count)) : null);
        }
        return Known(NameOf(type)) ?? ReadNew(type);
    }

    private TypeShape? Known(string name) => _known.TryGetValue(name, out var shape) ? shape : null;

    private T Add<T>(T shape)
        where T : TypeShape
    {
        _known[shape.TypeName] = shape;
        Functions.Add(shape);
        return shape;
    }

    private TypeShape? ReadNew(ITypeSymbol type)
    {
        var name = NameOf(type);
        if (ScalarShapes.Of(type, name) is { } scalar)
            return scalar;
        switch (type)
        {
            case IArrayTypeSymbol { Rank: 1 } array:
                return Sequence(name, array.ElementType, SequenceForm.Array);
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                return Read(nullable.TypeArguments[0]) is { } inner ? Add(new NullableShape(name, inner, IsValue: true, Functions.Count)) : null;
            case INamedTypeSymbol { IsGenericType: true } generic when SequenceFormOf(generic) is { } form:
                return Sequence(name, generic.TypeArguments[0], form);
            case INamedTypeSymbol { TypeArguments.Length: 2 } map when IsMap(map):
                return Read(map.TypeArguments[0]) is { } key && Read(map.TypeArguments[1]) is { } value ? Add(new MapShape(name, key, value, Functions.Count)) : null;
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named:
                return Object(named, name);
            default:
                return Refuse(type.TypeKind == TypeKind.TypeParameter ? "it is not known which type that will be"
                    : type.TypeKind == TypeKind.Interface ? "what implements it stays in its process; use a list, a dictionary or a record"
                    : "use numbers, texts, bytes, times, enumerations, arrays, lists, dictionaries, and records of these");
        }
    }

    private SequenceShape? Sequence(string name, ITypeSymbol element, SequenceForm form) =>
        Read(element) is { } item ? Add(new SequenceShape(name, item, form, Functions.Count)) : null;

    private static SequenceForm? SequenceFormOf(INamedTypeSymbol type) => type.OriginalDefinition.ToDisplayString() switch
    {
        "System.Collections.Generic.List<T>" or "System.Collections.Generic.IList<T>" or "System.Collections.Generic.ICollection<T>" => SequenceForm.List,
        "System.Collections.Generic.IReadOnlyList<T>" or "System.Collections.Generic.IReadOnlyCollection<T>" or "System.Collections.Generic.IEnumerable<T>" => SequenceForm.Array,
        "System.Collections.Immutable.ImmutableArray<T>" => SequenceForm.Immutable,
        _ => null,
    };

    private static bool IsMap(INamedTypeSymbol type) => type.OriginalDefinition.ToDisplayString()
        is "System.Collections.Generic.Dictionary<TKey, TValue>" or "System.Collections.Generic.IDictionary<TKey, TValue>" or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>";

    private TypeShape? Object(INamedTypeSymbol type, string name)
    {
        if (type.SpecialType == SpecialType.System_Object || type.IsAbstract)
            return Refuse("what arrives has to be made, and of that nothing says what it is; use a type that can be made");
        if (type.IsRefLikeType || type.IsTupleType || type.ContainingNamespace?.ToDisplayString() is "System" or "System.Collections.Generic" or "System.Collections.Immutable"
            or "System.Threading" or "System.Threading.Tasks" or "System.IO" || type.TypeArguments.Any(static argument => argument.TypeKind == TypeKind.TypeParameter))
            return Refuse("use numbers, texts, bytes, times, enumerations, arrays, lists, dictionaries, and records of these");
        if (!IsVisible(type))
            return Refuse("it cannot be seen from what is written for the contract; make it public or internal");
        var shape = Add(new ObjectShape(name, type.IsValueType, !type.IsValueType && !type.IsSealed, Functions.Count));
        var properties = ObjectProperties.Of(type);
        if (properties.Numbers is { } wrong)
            findings.Add(Finding.Of(Rules.Number, Declarations.Location(type), type.Name, wrong));
        if (properties.Reason is { } reason)
            return Refuse(reason);
        foreach (var (property, parameter) in properties.All)
        {
            if (Read(property.Type) is not { } inner)
            {
                Reason = $"'{property.Name}' of it is of the type '{property.Type.ToDisplayString()}'; {Reason}";
                return null;
            }
            var field = new FieldModel(Declarations.Escaped(property.Name), inner, (parameter is null ? null : DefaultText.Of(parameter, inner)) ?? inner.Default);
            shape.Fields.Add(field);
        }
        shape.Constructor.AddRange(properties.Constructor.Select(taken => shape.Fields.Single(field => field.Name == Declarations.Escaped(taken.Name))));
        return shape;
    }

    private bool IsVisible(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            var isOurs = SymbolEqualityComparer.Default.Equals(current.ContainingAssembly, assembly);
            if (current.IsFileLocal || current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
                || (!isOurs && current.DeclaredAccessibility != Accessibility.Public))
                return false;
        }
        return true;
    }

    private TypeShape? Refuse(string reason)
    {
        Reason = reason;
        return null;
    }
}
