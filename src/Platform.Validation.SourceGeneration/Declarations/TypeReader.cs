using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Reads the rules of a type. The generator takes the model, the analyzer takes what is wrong with it: one reader, so that the two never
/// disagree on what a rule is.
/// </summary>
internal static class TypeReader
{
    private static readonly SymbolDisplayFormat Hint = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, genericsOptions: SymbolDisplayGenericsOptions.None);

    /// <summary>How other readers find rules elsewhere.</summary>
    private static readonly ImmutableArray<string> MetadataAttributes =
        [KnownNames.Annotations + ".MetadataTypeAttribute", "Microsoft.AspNetCore.Mvc.ModelMetadataTypeAttribute"];

    /// <summary>Reads a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="findings">Where to put what is wrong.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The model, or <see langword="null"/> if the type is not marked or cannot be extended.</returns>
    public static ValidatedModel? Read(INamedTypeSymbol type, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (Declarations.AttributeOf(type, KnownNames.ValidatedAttribute) is not { } marked)
            return null;
        return Read(type, type, marked, findings, cancellationToken);
    }

    /// <summary>Reads the rules of a type that is somebody else's.</summary>
    /// <param name="owner">The class that declares them.</param>
    /// <param name="findings">Where to put what is wrong.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The model, or <see langword="null"/> if the class is not marked or cannot be extended, or the type cannot be judged.</returns>
    public static ValidatedModel? ReadMirror(INamedTypeSymbol owner, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (Mirrors.MarkOf(owner) is not { } marked || marked.AttributeClass!.TypeArguments[0] is not INamedTypeSymbol { TypeKind: not TypeKind.Error } subject)
            return null;
        return Read(subject, owner, marked, findings, cancellationToken);
    }

    private static ValidatedModel? Read(INamedTypeSymbol type, INamedTypeSymbol owner, AttributeData marked, List<Finding> findings, CancellationToken cancellationToken)
    {
        var naming = marked.NamedArguments.FirstOrDefault(named => named.Key == "Naming").Value is { Kind: TypedConstantKind.Enum, Value: int policy }
            ? policy : NamingOf(owner.ContainingAssembly);
        var context = new TypeContext(type, findings, cancellationToken) { Naming = naming, RefuseNull = marked.Value("RefuseNull") is not false, Owner = owner };
        if (Fault(owner, cancellationToken) is { } fault)
        {
            context.Report(Faults.TypeCannotBeExtended, owner, owner.Name, fault);
            return null;
        }
        if (owner.GetMembers("Validator").FirstOrDefault(member => !Declarations.IsWrittenBy(member, KnownNames.Tool)) is { } taken)
        {
            context.Report(Faults.AccessorIsTaken, taken, owner.Name);
            return null;
        }
        if (context.IsOfAnother)
            JudgeMirrors(context);
        if (owner.GetAttributes().FirstOrDefault(attribute => MetadataAttributes.Any(name => Symbols.IsNamed(attribute.AttributeClass, name))) is { } metadata)
            context.Report(Faults.MetadataTypeIsNotRead, metadata, owner.Name, (Symbols.Only(metadata) as INamedTypeSymbol)?.Name ?? "");
        var @base = context.IsOfAnother ? null : Symbols.WithBases(type).Skip(1).FirstOrDefault(Symbols.IsValidated);
        var references = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var members = Members(context, type, @base, references);
        var rules = Rules(context);
        var isSelfValidating = IsSelfValidating(type) && (@base is null || !IsSelfValidating(@base));
        return new ValidatedModel
        {
            Place = PlaceModel.Of(owner),
            TypeName = context.TypeName,
            HintName = owner.ToDisplayString(Hint) + string.Concat(Declarations.ContainingTypes(owner).Append(owner).Where(each => each.Arity > 0).Select(each =>
                $"-{each.Name}-{each.Arity}")) + ".g.cs",
            IsOfAnother = context.IsOfAnother,
            IsValueType = type.IsValueType,
            IsRecord = type.IsRecord,
            IsOpen = !context.IsOfAnother && Reachability.IsOpen(type),
            Base = @base is null ? null : Symbols.FullName(@base),
            HasAsyncRules = context.IsOfAnother
                ? rules.Concat(members.SelectMany(member => member.Rules.Concat(member.Value.ElementRules).Concat(member.Value.KeyRules))).Any(rule => rule.IsAsync)
                : Reachability.HasAsyncRules(type),
            MayAsk = Reachability.MayHaveAsyncRules(type) || members.Any(member => member.Value.HasAsyncBelow || member.Rules.Any(rule => rule.IsAsync))
                || rules.Any(rule => rule.IsAsync),
            MaySanitize = Reachability.MaySanitize(type) || members.Any(member => member.Sanitizing is not null),
            Members = new EquatableArray<MemberModel>(members),
            Rules = new EquatableArray<RuleModel>(rules),
            Fields = new EquatableArray<string>(context.Fields),
            Schema = SchemaOf(type, members, @base, references),
            SchemaName = SchemaText.NameOf(type),
            DeclaredSchemaName = context.IsOfAnother ? SchemaText.NameOf(type) : DerivedTypes.NameOfDeclared(type),
            PolymorphicSchema = context.IsOfAnother ? null : DerivedTypes.SchemaOf(type, references),
            SchemaReferences = new EquatableArray<string>([.. references.Select(Symbols.FullName).OrderBy(name => name, StringComparer.Ordinal)]),
            Reading = new ReadingReader(context).Read(),
            IsSelfValidating = isSelfValidating,
            Pointers = isSelfValidating
                ? new EquatableArray<PointerModel>([.. Reachability.MembersOf(type).GroupBy(member => member.Name).Select(named =>
                    new PointerModel(named.Key, Symbols.Text(context.PointerOf(named.Last()))))])
                : default,
            Display = MemberReader.DisplayOf(type.GetAttributes(), type.Name),
        };
    }

    /// <summary>Names the members of a mirror that mirror nothing.</summary>
    private static void JudgeMirrors(TypeContext context)
    {
        var members = Mirrors.MembersOf(context.Type).ToList();
        foreach (var mirror in Mirrors.Of(context.Owner).Where(member => !member.IsImplicitlyDeclared))
        {
            var found = members.FirstOrDefault(member => member.Name == mirror.Name);
            if (found is null)
                context.Report(Faults.NothingIsMirrored, mirror, mirror.Name, context.Owner.Name, context.Type.ToDisplayString(), "it has no public member of that name that can be read");
            else if (!SymbolEqualityComparer.Default.Equals(ValueTypes.Underlying(Reachability.TypeOf(found)), ValueTypes.Underlying(Reachability.TypeOf(mirror))))
                context.Report(Faults.NothingIsMirrored, mirror, mirror.Name, context.Owner.Name, context.Type.ToDisplayString(),
                    $"there it is of type '{Reachability.TypeOf(found).ToDisplayString()}'");
        }
    }

    /// <summary>What the assembly says for all its types, else camel case.</summary>
    private static int NamingOf(IAssemblySymbol assembly) =>
        assembly.GetAttributes().FirstOrDefault(each => Symbols.IsNamed(each.AttributeClass, KnownNames.ValidatedNamingAttribute)) is { } said
            && Symbols.Only(said) is int policy ? policy : 1;

    private static ImmutableArray<MemberModel> Members(TypeContext context, INamedTypeSymbol type, INamedTypeSymbol? @base, HashSet<ITypeSymbol> references)
    {
        var own = Symbols.WithBases(type).TakeWhile(each =>
            !SymbolEqualityComparer.Default.Equals(each, @base)).ToImmutableHashSet(SymbolEqualityComparer.Default);
        var models = ImmutableArray.CreateBuilder<MemberModel>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in (context.IsOfAnother ? Mirrors.MembersOf(type) : Reachability.MembersOf(type)).Where(member => own.Contains(member.ContainingType)))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (new MemberReader(context, member, models.Count, references).Read() is not { } model)
                continue;
            if (names.TryGetValue(model.Pointer, out var other) && other != member.Name)
                context.Report(Faults.SameWireName, member, other, member.Name, context.WireNameOf(member));
            names[model.Pointer] = member.Name;
            models.Add(model);
        }
        return models.ToImmutable();
    }

    private static string SchemaOf(INamedTypeSymbol type, ImmutableArray<MemberModel> members, INamedTypeSymbol? @base, HashSet<ITypeSymbol> references)
    {
        // What a converter of somebody's own writes is not known.
        if (Declarations.AttributeOf(type, "System.Text.Json.Serialization.JsonConverterAttribute") is not null)
            return "{}";
        var parts = new List<string> { "\"type\":\"object\"" };
        if (@base is { Arity: 0 })
        {
            references.Add(@base);
            parts.Add($"\"allOf\":[{{\"$ref\":\"#/$defs/{DerivedTypes.NameOfDeclared(@base)}\"}}]");
        }
        // An override stands beside what it overrides.
        var properties = members.Where(member => member.Schema is not null).GroupBy(member => member.WireName).Select(named => named.First().Schema).ToList();
        if (properties.Count > 0)
            parts.Add($"\"properties\":{{{string.Join(",", properties)}}}");
        var needed = members.Where(member => member.IsNeeded).Select(member => SchemaText.String(member.WireName)).Distinct().ToList();
        if (needed.Count > 0)
            parts.Add($"\"required\":[{string.Join(",", needed)}]");
        return SchemaText.Joined(parts, []);
    }

    private static ImmutableArray<RuleModel> Rules(TypeContext context)
    {
        var models = ImmutableArray.CreateBuilder<RuleModel>();
        var attributes = context.IsOfAnother ? context.Owner.GetAttributes().Concat(context.Type.GetAttributes()).ToList() : [.. context.Type.GetAttributes()];
        var display = MemberReader.DisplayOf(attributes, context.Type.Name);
        foreach (var attribute in attributes)
        {
            var target = new RuleTarget(context.Type, "value", "\"\"", context.Type.Name, display);
            if (Symbols.IsNamed(attribute.AttributeClass, KnownNames.RuleAttribute))
            {
                if (attribute.Value("Member") is string name)
                {
                    if (context.Member(name) is not { } member)
                    {
                        context.Report(Faults.MemberIsMissing, attribute, context.Type.Name, name, context.Type.Name);
                        continue;
                    }
                    target = target with { Pointer = Symbols.Text(context.PointerOf(member)) };
                }
                models.AddRange(new OwnRules(context, attribute, target) { IsAboutWhole = true }.Read());
            }
            else if (Symbols.DerivesFrom(attribute.AttributeClass, KnownNames.ValidationAttribute))
            {
                models.AddRange(new AnnotationRules(context, attribute, target).Read());
            }
        }
        return models.ToImmutable();
    }

    private static bool IsSelfValidating(INamedTypeSymbol type) => type.AllInterfaces.Any(each => Symbols.IsNamed(each, KnownNames.ValidatableObject));

    private static string? Fault(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (type.IsFileLocal)
            return "is local to its file";
        if (type.IsStatic)
            return "is static";
        if (type.IsRefLikeType)
            return "is a ref struct, which no validator can be given";
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            return "is neither class nor struct";
        if (!Declarations.IsPartial(type, cancellationToken))
            return "is not partial";
        return Declarations.ContainingTypes(type).FirstOrDefault(outer => !Declarations.IsPartial(outer, cancellationToken)) is { } closed
            ? $"stands in '{closed.Name}', which is not partial" : null;
    }
}
