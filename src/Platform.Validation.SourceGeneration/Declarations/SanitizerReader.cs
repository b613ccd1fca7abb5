using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Reads the sanitisers of one member, and finds those that lie below it.</summary>
internal sealed class SanitizerReader(TypeContext context, ISymbol member, List<AttributeData> attributes)
{
    private const string FlagsType = "global::Platform.Validation.Sanitizing.TextSanitizers.";

    public SanitizingModel? Read(ValueModel value)
    {
        var type = ValueTypes.Underlying(Reachability.TypeOf(member));
        var declared = attributes.Where(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == KnownNames.Sanitizing).ToList();
        if (declared.Count > 0)
            return ValueTypes.EntryOf(type) is { } entry ? Entries(type, entry, declared) : Texts(type, declared);
        if (!value.MaySanitize)
            return null;
        if (value.Kind == ValueKind.Validated)
        {
            if (type.IsReferenceType)
                return CanAssign() ? new SanitizingModel(SanitizingKind.Nested, value.TypeName) : Unassignable(value);
            return CanAssign() ? new SanitizingModel(SanitizingKind.NestedStruct, value.TypeName) : Unassignable(value);
        }
        if (value is { Kind: ValueKind.Sequence, Element: { Kind: ValueKind.Validated } element } && ValueTypes.ItemOf(type) is { IsReferenceType: true })
        {
            if (CanBeChanged(type))
                return new SanitizingModel(SanitizingKind.Items, element.TypeName) { Collection = Collection(type) };
            // An object with setters stays the one that it is; only of a record another one would have to take its place.
            if (!ValueTypes.ItemOf(type)!.IsRecord)
                return new SanitizingModel(SanitizingKind.Items, element.TypeName);
            if (HasSanitizersForSure(type))
                context.Report(Faults.SanitizerDoesNotFit, member, "Validated", member.Name, CannotChange(type));
            return null;
        }
        // Only a text that is really declared to be cleaned deserves a complaint; an open type merely might have some.
        if (HasSanitizersForSure(type))
            context.Report(Faults.SanitizerDoesNotFit, member, "Validated", member.Name,
                "what lies in dictionaries, in collections of structs and in collections of collections cannot be sanitised; keep it in a list of classes or records");
        return null;
    }

    private SanitizingModel? Texts(ITypeSymbol type, List<AttributeData> declared)
    {
        if (declared.FirstOrDefault(ConcernsKeys) is { } misplaced)
        {
            context.Report(Faults.KeysNeedDictionary, misplaced, Symbols.NameOf(misplaced), member.Name, type.ToDisplayString());
            return null;
        }
        if (!TryReadFlags(declared, out var flags, out var own))
            return null;
        if (ValueTypes.IsString(type))
            return CanAssign() ? new SanitizingModel(SanitizingKind.Text, flags) { Own = own }
                : Misfit(declared[0], "the member cannot be set; give it a setter, or make the type a record or struct");
        if (ValueTypes.ItemOf(type) is { } item && ValueTypes.IsString(item))
        {
            return CanBeChanged(type) ? new SanitizingModel(SanitizingKind.Texts, flags) { Own = own, Collection = Collection(type) }
                : Misfit(declared[0], CannotChange(type));
        }
        return Misfit(declared[0], "it is for texts, and for lists and dictionaries of texts");
    }

    private static bool ConcernsKeys(AttributeData attribute) => attribute.Value("Keys") is true;

    /// <summary>Another dictionary takes the place of one that is not clean, so that it must be one that can be made, and a member that can be set.</summary>
    private SanitizingModel? Entries(ITypeSymbol type, (ITypeSymbol Key, ITypeSymbol Value) entry, List<AttributeData> declared)
    {
        var (ofKeys, ofTexts) = (declared.Where(ConcernsKeys).ToList(), declared.Where(attribute => !ConcernsKeys(attribute)).ToList());
        if (ofTexts.Count > 0 && !ValueTypes.IsString(entry.Value))
            return Misfit(ofTexts[0], "the values of the dictionary are no texts; 'Keys = true' is for its keys");
        if (ofKeys.Count > 0 && !ValueTypes.IsString(entry.Key))
            return Misfit(ofKeys[0], "the keys of the dictionary are no texts");
        if (!Symbols.IsNamed(type, "System.Collections.Generic", "Dictionary", 2) && !Symbols.IsNamed(type, "System.Collections.Generic", "IDictionary", 2)
            && !Symbols.IsNamed(type, "System.Collections.Generic", "IReadOnlyDictionary", 2))
            return Misfit(declared[0], $"a '{type.ToDisplayString()}' cannot be put in the place of another; keep it in a Dictionary");
        if (!CanAssign())
            return Misfit(declared[0], "a clean dictionary takes the place of the one that came, and the member cannot be set; give it a setter, or make the type a record or struct");
        if (!TryReadFlags(ofTexts, out var flags, out var own) || !TryReadFlags(ofKeys, out var keys, out var ownKeys))
            return null;
        return new SanitizingModel(SanitizingKind.Entries, ofTexts.Count == 0 ? "" : flags)
        {
            Own = own,
            Keys = ofKeys.Count == 0 ? null : keys,
            OwnKeys = ownKeys,
            Collection = new CollectionModel(IsCopy: true, $"({Symbols.FullName(type)}?)"),
        };
    }

    /// <summary>Reads the sanitisers of one kind of text.</summary>
    private bool TryReadFlags(List<AttributeData> declared, out string flags, out string? own)
    {
        var names = new List<string>();
        (flags, own) = ("", null);
        foreach (var attribute in declared)
        {
            var name = Symbols.NameOf(attribute);
            if (name == "Sanitize")
            {
                own = Method(attribute);
                if (own is null)
                {
                    Misfit(attribute, "it names no static method that takes a string and returns one");
                    return false;
                }
                continue;
            }
            names.Add(name != "Normalize" ? FlagsType + name : Symbols.Only(attribute) is 5 ? FlagsType + "NormalizeKC" : FlagsType + "NormalizeC");
            if (name == "Normalize" && Symbols.Only(attribute) is not (1 or 5))
            {
                Misfit(attribute, "only the forms C and KC are for what comes in");
                return false;
            }
        }
        if (names.Contains(FlagsType + "LowerCase") && names.Contains(FlagsType + "UpperCase"))
        {
            Misfit(declared[0], "small and capital letters contradict each other; keep one of them");
            return false;
        }
        flags = names.Count == 0 ? FlagsType + "None" : string.Join(" | ", names.Distinct().OrderBy(name => name, StringComparer.Ordinal));
        return true;
    }

    private static string? Method(AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length != 2 || attribute.ConstructorArguments[0].Value is not INamedTypeSymbol owner
            || attribute.ConstructorArguments[1].Value is not string name)
            return null;
        var method = owner.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(each =>
            each is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 1 }
            && ValueTypes.IsString(each.Parameters[0].Type) && ValueTypes.IsString(each.ReturnType));
        return method is null ? null : $"{Symbols.FullName(owner)}.{Declarations.Escaped(name)}";
    }

    private SanitizingModel? Misfit(AttributeData attribute, string why)
    {
        context.Report(Faults.SanitizerDoesNotFit, attribute, Symbols.NameOf(attribute), member.Name, why);
        return null;
    }

    private SanitizingModel? Unassignable(ValueModel value)
    {
        if (HasSanitizersForSure(ValueTypes.Underlying(Reachability.TypeOf(member))))
            context.Report(Faults.SanitizerDoesNotFit, member, "Validated", member.Name,
                $"a sanitised '{value.TypeName.Split('.').Last()}' is another one, and the member cannot be set; give it a setter");
        return null;
    }

    private static string CannotChange(ITypeSymbol type) => $"a '{type.ToDisplayString()}' cannot be changed; keep it in an array or a List";

    /// <summary>
    /// Whether a collection of the type can be changed, or another put in its place. What an interface holds that was read from JSON can be;
    /// the immutable and read-only classes cannot.
    /// </summary>
    private static bool CanBeChanged(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol or ITypeParameterSymbol)
            return true;
        if (type.ContainingNamespace.ToDisplayString() is "System.Collections.Immutable" or "System.Collections.Frozen")
            return false;
        if (type.TypeKind == TypeKind.Interface)
            return true;
        return type.TypeKind == TypeKind.Class
            && !(type.ContainingNamespace.ToDisplayString() == "System.Collections.ObjectModel" && type.Name.StartsWith("ReadOnly", StringComparison.Ordinal))
            && type.AllInterfaces.Any(each => Symbols.IsNamed(each, "System.Collections.Generic", "ICollection", 1));
    }

    /// <summary>
    /// How a collection comes back: a copy that a record or struct is given with <c>with</c>, so that the one which came in stays as it was; a
    /// collection that takes the place of one that cannot be changed; or nothing, where it is changed in place.
    /// </summary>
    private CollectionModel? Collection(ITypeSymbol type)
    {
        if (!CanAssign())
            return null;
        var isCopy = context.Type.IsRecord || context.Type.IsValueType;
        if (type is IArrayTypeSymbol || ValueTypes.IsList(type))
            return isCopy ? new CollectionModel(isCopy, "") : null;
        var isSequence = type is INamedTypeSymbol { TypeKind: TypeKind.Interface, Arity: 1 } && type.ContainingNamespace.ToDisplayString() == "System.Collections.Generic"
            && type.Name is "IEnumerable" or "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList";
        return isSequence ? new CollectionModel(isCopy, $"({Symbols.FullName(type)}?)") : null;
    }

    private static bool HasSanitizersForSure(ITypeSymbol type) => Reachability.HasSanitizers(type);

    /// <summary>Whether the generated code may set the member: by <c>with</c> in records and structs, by the setter in classes.</summary>
    private bool CanAssign()
    {
        var byWith = context.Type.IsRecord || context.Type.IsValueType;
        return member switch
        {
            // Generated code for a type of somebody else's stands outside of it.
            IPropertySymbol { SetMethod: { } setter } => (byWith || !setter.IsInitOnly) && (!context.IsOfAnother || setter.DeclaredAccessibility == Accessibility.Public),
            IFieldSymbol field => !field.IsReadOnly,
            _ => false,
        };
    }
}
