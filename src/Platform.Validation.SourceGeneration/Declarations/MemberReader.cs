using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Reads the rules of one member.</summary>
internal sealed class MemberReader(TypeContext context, ISymbol member, int index, HashSet<ITypeSymbol> references)
{
    private const string Serialization = "System.Text.Json.Serialization.";

    /// <summary>The value of <c>JsonIgnoreCondition.Always</c>.</summary>
    private const int AlwaysIgnored = 1;

    private readonly List<AttributeData> _attributes = [.. context.AttributesOf(member)];
    private readonly ITypeSymbol _declared = Reachability.TypeOf(member);

    private ITypeSymbol Type => ValueTypes.Underlying(_declared);

    private string Access => $"value.{Declarations.Escaped(member.Name)}";

    private string Variable => $"v{index}";

    /// <summary>The name for people that <c>[Display]</c> or <c>[DisplayName]</c> gives.</summary>
    public static string DisplayOf(IEnumerable<AttributeData> attributes, string otherwise)
    {
        foreach (var attribute in attributes)
        {
            if (Symbols.IsNamed(attribute.AttributeClass, KnownNames.Annotations + ".DisplayAttribute") && attribute.Value("Name") is string name
                && attribute.Value("ResourceType") is null)
                return name;
            if (Symbols.IsNamed(attribute.AttributeClass, "System.ComponentModel.DisplayNameAttribute") && Symbols.Only(attribute) is string display)
                return display;
        }
        return otherwise;
    }

    /// <returns>The member, or <see langword="null"/> where nothing is asked of it.</returns>
    public MemberModel? Read()
    {
        var own = _attributes.Where(attribute => Symbols.DerivesFrom(attribute.AttributeClass, KnownNames.ValidationRuleAttribute)).ToList();
        var annotations = _attributes.Where(attribute => Symbols.DerivesFrom(attribute.AttributeClass, KnownNames.ValidationAttribute)).ToList();
        var isPublic = member.DeclaredAccessibility == Accessibility.Public;
        if (_attributes.Any(attribute => Symbols.IsNamed(attribute.AttributeClass, KnownNames.NotValidatedAttribute))
            || (own.Count == 0 && annotations.Count == 0 && (!isPublic || member is IFieldSymbol)))
            return null;

        if (_attributes.FirstOrDefault(attribute => Symbols.IsNamed(attribute.AttributeClass, KnownNames.Annotations + ".DisplayAttribute")
            && attribute.Value("ResourceType") is not null) is { } display && annotations.Count > 0)
            context.Report(Faults.DisplayIsNotRead, display, member.Name);
        var pointer = Symbols.Text(context.PointerOf(member));
        var target = new RuleTarget(Type, Variable, pointer, member.Name, DisplayOf(_attributes, member.Name), ValueTypes.CanBeNull(_declared));
        var any = new List<RuleModel>();
        var rules = new List<RuleModel>();
        string? missing = null;
        var presence = "";
        if (context.RefuseNull && ValueTypes.PromisesValue(_declared))
            missing = Reports.Add("\"VALUE_REQUIRED\"", pointer, "required", []);
        foreach (var attribute in annotations)
        {
            var reader = new AnnotationRules(context, attribute, target);
            if (reader.IsRequired)
            {
                missing = ValueTypes.CanBeNull(_declared) ? reader.Missing() : null;
                presence = ValueTypes.IsString(Type) && !reader.AllowsEmptyStrings ? OwnRules.PresenceOf(Type, Variable) : "";
            }
            else if (reader.IsAboutAnything)
            {
                any.AddRange(new AnnotationRules(context, attribute, target with { Value = Access }).Read());
            }
            else
            {
                rules.AddRange(reader.Read());
            }
        }
        var forEach = new List<AttributeData>();
        var forKeys = new List<AttributeData>();
        foreach (var attribute in own)
        {
            if (attribute.Value("Keys") is true)
                forKeys.Add(attribute);
            else if (attribute.Value("Each") is true && !ReadBatch(attribute, target, rules))
                forEach.Add(attribute);
            else if (attribute.Value("Each") is true)
                continue;
            else if (Symbols.NameOf(attribute) == "NotEmpty")
                any.Add(new OwnRules(context, attribute, target).NotEmpty(Access));
            else
                rules.AddRange(new OwnRules(context, attribute, target).Read());
        }
        var value = new ValueReader(context, member, _attributes).Read(Type, 0, forEach.Count == 0 ? null : each =>
            forEach.SelectMany(attribute => EachRules(attribute, each)), forKeys.Count == 0 ? null : key => forKeys.SelectMany(attribute => EachRules(attribute, key)));
        if (forKeys.Count > 0 && value.Kind != ValueKind.Entries)
            context.Report(Faults.KeysNeedDictionary, forKeys[0], Symbols.NameOf(forKeys[0]), member.Name, Type.ToDisplayString());
        if (_attributes.FirstOrDefault(Mirrors.IsNamed) is { } named && !value.NamesRules)
            context.Report(Faults.RulesAreOfAnotherType, named, member.Name, Type.ToDisplayString(), named.AttributeClass!.TypeArguments[0].Name);
        if (forEach.Count > 0 && value.Element is null)
            context.Report(Faults.EachNeedsItems, forEach[0], Symbols.NameOf(forEach[0]), member.Name, Type.ToDisplayString());
        var sanitizing = new SanitizerReader(context, member, _attributes).Read(value);
        if (missing is null && presence.Length == 0 && any.Count == 0 && rules.Count == 0 && !value.HasRules && sanitizing is null
            && (!IsOnWire || member is IFieldSymbol))
            return null;
        var condition = Condition();
        var element = value.Element is null ? [] : value.ElementRules.Select(rule => rule.Keyword).OfType<string>();
        var ofKeys = value.KeyRules.Select(rule => rule.Keyword).OfType<string>().ToList();
        var keywords = any.Concat(rules).Select(rule => rule.Keyword).OfType<string>().Concat(presence.Length > 0 ? new[] { SchemaText.NotEmpty(Type)! } : [])
            .Concat(ofKeys.Count > 0 ? [$"\"propertyNames\":{SchemaText.Joined([], ofKeys)}"] : []).ToList();
        var refusesNull = missing is not null || (any.Any(rule => rule.Keyword is not null && rule.Report.Contains("\"notEmpty\""))
            && ValueTypes.CanBeNull(_declared));
        var isNeeded = member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true } || (refusesNull && IsRefusedAsAbsent(keywords));
        return new MemberModel
        {
            Schema = condition is not null || !IsOnWire ? null
                // What a converter of somebody's own writes is not known.
                : Property(IsMarked("JsonConverterAttribute") ? "{}"
                    : SchemaText.Of(_declared, ValueTypes.CanBeNull(_declared) && !refusesNull, references, keywords, element, context.RefuseNull)),
            IsNeeded = condition is null && IsOnWire && isNeeded,
            WireName = context.WireNameOf(member),
            Name = Declarations.Escaped(member.Name),
            Access = Access,
            Pointer = pointer,
            Variable = Variable,
            CanBeNull = ValueTypes.CanBeNull(_declared),
            Condition = condition,
            Presence = presence,
            Missing = missing,
            AnyRules = new EquatableArray<RuleModel>([.. any]),
            Rules = new EquatableArray<RuleModel>([.. rules]),
            Value = value,
            Sanitizing = sanitizing,
        };
    }

    /// <summary>Whether the serializer reads it: what it only writes, or neither, is no part of what may come in.</summary>
    private bool IsOnWire
    {
        get
        {
            if (member.DeclaredAccessibility != Accessibility.Public || IsMarked("JsonExtensionDataAttribute")
                || _attributes.Any(attribute => Symbols.IsNamed(attribute.AttributeClass, Serialization + "JsonIgnoreAttribute")
                    && attribute.Value("Condition") is null or AlwaysIgnored))
                return false;
            return member is not IPropertySymbol property || property.SetMethod is { DeclaredAccessibility: Accessibility.Public }
                || (property.SetMethod is not null && IsMarked("JsonIncludeAttribute"))
                || property.ContainingType.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter =>
                    string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private bool IsMarked(string name) => _attributes.Any(attribute => Symbols.IsNamed(attribute.AttributeClass, Serialization + name));

    /// <summary>Whether what the member holds when it was not sent is refused.</summary>
    private bool IsRefusedAsAbsent(IReadOnlyCollection<string> keywords) => AbsentMembers.ValueOf(member, context.CancellationToken) switch
    {
        AbsentValue.Null => true,
        AbsentValue.Empty => keywords.Any(keyword => keyword == SchemaText.NotEmpty(Type)
            || ((keyword.StartsWith("\"minLength\":", StringComparison.Ordinal) || keyword.StartsWith("\"minItems\":", StringComparison.Ordinal)
                || keyword.StartsWith("\"minProperties\":", StringComparison.Ordinal)) && !keyword.EndsWith(":0", StringComparison.Ordinal))),
        _ => false,
    };

    private string Property(string schema) => $"{SchemaText.String(context.WireNameOf(member))}:{schema}";

    /// <summary>Reads a rule about each item that asks about all of them at once; only a sequence has items in an order.</summary>
    private bool ReadBatch(AttributeData attribute, RuleTarget target, List<RuleModel> rules)
    {
        if (ValueTypes.EntryOf(Type) is not null || ValueTypes.ItemOf(Type) is not { } item)
            return false;
        var batch = new OwnRules(context, attribute, target).ReadBatch(item);
        rules.AddRange(batch ?? []);
        return batch is not null;
    }

    private IEnumerable<RuleModel> EachRules(AttributeData attribute, RuleTarget each) => Symbols.NameOf(attribute) == "NotEmpty"
        ? [new OwnRules(context, attribute, each).NotEmpty(each.Value)]
        : new OwnRules(context, attribute, each).Read();

    private string? Condition()
    {
        var when = _attributes.FirstOrDefault(attribute => Symbols.IsNamed(attribute.AttributeClass, KnownNames.WhenAttribute));
        return when is not null && Symbols.Only(when) is string name ? context.Condition(name, when, member.Name) : null;
    }
}
