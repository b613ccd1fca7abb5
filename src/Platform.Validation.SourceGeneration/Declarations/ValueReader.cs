using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Finds what is nested in a value: validated objects, collections of them, and what may turn out to be one.</summary>
internal sealed class ValueReader(TypeContext context, ISymbol member, IReadOnlyCollection<AttributeData> attributes)
{
    private const int MostNesting = 8;

    /// <param name="type">The type of the value.</param>
    /// <param name="depth">How many collections it lies in.</param>
    /// <param name="elementRules">The rules about each item, for the outermost collection.</param>
    /// <param name="keyRules">The rules about each key, if that is a dictionary.</param>
    public ValueModel Read(ITypeSymbol type, int depth, Func<RuleTarget, IEnumerable<RuleModel>>? elementRules = null,
        Func<RuleTarget, IEnumerable<RuleModel>>? keyRules = null)
    {
        type = ValueTypes.Underlying(type);
        if (depth > MostNesting || ValueTypes.IsString(type))
            return ValueModel.Plain;
        if (type is INamedTypeSymbol && Symbols.IsValidated(type))
        {
            return new ValueModel
            {
                Kind = ValueKind.Validated,
                TypeName = Symbols.FullName(type),
                CanRecur = Reachability.CanRecur(context.Type, type),
                MayAsk = Reachability.MayHaveAsyncRules(type),
                MaySanitize = Reachability.MaySanitize(type),
            };
        }
        if (Mirrors.RulesFor(type, attributes) is { } rules)
        {
            // What lies below is known to those rules alone.
            return new ValueModel { Kind = ValueKind.Validated, TypeName = Symbols.FullName(rules), CanRecur = true, MayAsk = true, MaySanitize = true, NamesRules = true };
        }
        if (ValueTypes.EntryOf(type) is { } entry)
            return Collection(ValueKind.Entries, ValueTypes.WalkEntries(type, entry.Key, entry.Value), entry.Value, depth, elementRules) with
            {
                KeyRules = keyRules is null ? default : new EquatableArray<RuleModel>(
                    [.. keyRules(new RuleTarget(ValueTypes.Underlying(entry.Key), $"k{depth}", "\"\"", member.Name, member.Name))]),
            };
        if (ValueTypes.ItemOf(type) is { } item)
            return Collection(ValueKind.Sequence, ValueTypes.Walk(type, item), item, depth, elementRules);
        if (type is ITypeParameterSymbol || (type.TypeKind == TypeKind.Interface && type.Locations.Any(location => location.IsInSource)))
            return new ValueModel { Kind = ValueKind.Unknown, MayAsk = true };
        if (DeclaresRules(type))
            context.Report(Faults.RulesAreNotRun, member, member.Name, type.ToDisplayString());
        return ValueModel.Plain;
    }

    private ValueModel Collection(ValueKind kind, string walk, ITypeSymbol element, int depth, Func<RuleTarget, IEnumerable<RuleModel>>? elementRules)
    {
        var nested = Read(element, depth + 1);
        var target = new RuleTarget(ValueTypes.Underlying(element), $"e{depth}", "\"\"", member.Name, member.Name, ValueTypes.CanBeNull(element));
        return new ValueModel
        {
            Kind = kind,
            Walk = walk,
            Element = nested,
            MaySanitize = nested.MaySanitize,
            NamesRules = nested.NamesRules,
            ElementCanBeNull = ValueTypes.CanBeNull(element),
            RefuseNullElement = context.RefuseNull && ValueTypes.PromisesValue(element),
            ElementRules = elementRules is null ? default : new EquatableArray<RuleModel>([.. elementRules(target)]),
        };
    }

    /// <summary>Whether a type of this compilation declares rules that somebody expects to be asked.</summary>
    private static bool DeclaresRules(ITypeSymbol type) => type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named
        && type.Locations.Any(location => location.IsInSource)
        && Reachability.MembersOf(named).SelectMany(Reachability.AttributesOf)
            .Any(attribute => Symbols.DerivesFrom(attribute.AttributeClass, KnownNames.ValidationRuleAttribute)
                || Symbols.DerivesFrom(attribute.AttributeClass, KnownNames.ValidationAttribute));
}
