using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Reads the attributes of System.ComponentModel.DataAnnotations. They say what they say there; where C# cannot say it as well, the
/// attribute itself is asked at run time.
/// </summary>
internal sealed class AnnotationRules(TypeContext context, AttributeData attribute, RuleTarget target)
{
    private readonly string _name = Symbols.NameOf(attribute);

    private string RuleName => Symbols.CamelCase(_name);

    private ImmutableArray<TypedConstant> Arguments => attribute.ConstructorArguments;

    private bool IsOfFramework => attribute.AttributeClass!.ContainingNamespace.ToDisplayString() == KnownNames.Annotations;

    /// <summary>Whether it is asked also where there is no value.</summary>
    public bool IsAboutAnything => !IsOfFramework || _name is "AllowedValues" or "DeniedValues" or "Compare" or "CustomValidation" || !IsNative;

    /// <summary>Whether it says that there must be a value.</summary>
    public bool IsRequired => IsOfFramework && _name == "Required";

    /// <summary>Whether C# says it as well.</summary>
    private bool IsNative => _name switch
    {
        "StringLength" => ValueTypes.IsString(target.Type),
        "RegularExpression" or "EmailAddress" or "Phone" or "CreditCard" or "Base64String" => ValueTypes.IsString(target.Type),
        "Url" => ValueTypes.IsString(target.Type) || Symbols.IsNamed(target.Type, "System.Uri"),
        "EnumDataType" => target.Type.TypeKind == TypeKind.Enum && Declarations.AttributeOf(target.Type, "System.FlagsAttribute") is null
            && Arguments.Length == 1 && SymbolEqualityComparer.Default.Equals(Arguments[0].Value as ISymbol, target.Type),
        "AllowedValues" or "DeniedValues" => Arguments.Length == 1 && !Arguments[0].IsNull
            && (Arguments[0].Values.All(each => each.IsNull) || Choices.Of(target.Type, Arguments[0].Values) is not null),
        _ => true,
    };

    /// <summary>What is reported where a required value is missing.</summary>
    public string Missing() => Add("VALUE_REQUIRED", []);

    /// <summary>Whether a required text may be empty.</summary>
    public bool AllowsEmptyStrings => attribute.Value("AllowEmptyStrings") is true;

    public IEnumerable<RuleModel> Read()
    {
        if (Arguments.Any(argument => argument.Kind == TypedConstantKind.Error))
            return [];
        if (!IsOfFramework || !IsNative)
            return [Asked()];
        return _name switch
        {
            "Range" => Range(),
            "StringLength" => Length(Named("MinimumLength") ?? 0, (int)Arguments[0].Value!, [$"{Arguments[0].Value}", $"{Named("MinimumLength") ?? 0}"]),
            "MinLength" => Length((int)Arguments[0].Value!, null, [$"{Arguments[0].Value}"]),
            "MaxLength" => Arguments.Length == 0 || Arguments[0].Value is -1 ? [] : Length(0, (int)Arguments[0].Value!, [$"{Arguments[0].Value}"]),
            "Length" => Length((int)Arguments[0].Value!, (int)Arguments[1].Value!, [$"{Arguments[0].Value}", $"{Arguments[1].Value}"]),
            "RegularExpression" => Pattern(),
            "EmailAddress" => Format("IsEmailAddress", "email"),
            "Url" => Format("IsUrl", "url"),
            "Phone" => Format("IsPhone", "phone"),
            "CreditCard" => Format("IsCreditCard", "credit-card"),
            "Base64String" => Format("IsBase64", "base64"),
            "AllowedValues" => Allowed(),
            "DeniedValues" => Denied(),
            "Compare" => Compare(),
            "EnumDataType" => [new RuleModel
            {
                Failed = Choices.Undefined(target.Type, target.Value)!,
                Report = Add("ENUM_MISMATCH", [], ("allowed", Symbols.Text(Choices.MembersOf(target.Type)))),
                Keyword = WireEnumerations.Allowed(target.Type, WireEnumerations.MembersOf(target.Type), target.CanBeNull),
            }],
            "CustomValidation" => Custom(),
            "DataType" => [],
            _ => [Asked()],
        };
    }

    private int? Named(string name) => attribute.Value(name) as int?;

    /// <summary>The field with the text that the attribute declares; its holes are filled by position.</summary>
    private string? TextField(string[] positional)
    {
        const string Type = "global::Platform.Validation.ValidationText";
        var rest = string.Concat(positional.Prepend(target.Display).Select(each => ", " + Symbols.Text(each)));
        if (attribute.Value("ErrorMessage") is string message)
            return context.Field(Type, $"new({Symbols.Text(message)}{rest})");
        if (attribute.Value("ErrorMessageResourceType") is not INamedTypeSymbol resources
            || attribute.Value("ErrorMessageResourceName") is not string name)
            return null;
        var owner = Symbols.FullName(resources);
        if (resources.GetMembers("ResourceManager").OfType<IPropertySymbol>().Any(property => property.IsStatic))
            return context.Field(Type, $"new(static culture => {owner}.ResourceManager.GetString({Symbols.Text(name)}, culture){rest})");
        if (resources.GetMembers(name).OfType<IPropertySymbol>().Any(property => property.IsStatic && ValueTypes.IsString(property.Type)))
            return context.Field(Type, $"new(static _ => {owner}.{Declarations.Escaped(name)}{rest})");
        context.Report(Faults.TextIsMissing, attribute, resources.Name, name, target.Member);
        return null;
    }

    private string Add(string code, string[] positional, params (string Name, string Value)[] arguments) =>
        Reports.Add(Symbols.Text(code), target.Pointer, RuleName, arguments, text: TextField(positional));

    private List<RuleModel> Range()
    {
        var (minimum, maximum) = Arguments.Length == 3 ? (Arguments[1].Value, Arguments[2].Value) : (Arguments[0].Value, Arguments[1].Value);
        if (minimum is null || maximum is null)
            return [];
        if (ValueTypes.IsString(target.Type) && Arguments.Length == 2)
            return [Asked()];
        var text = TextField([Convert.ToString(minimum, CultureInfo.InvariantCulture), Convert.ToString(maximum, CultureInfo.InvariantCulture)]);
        return
        [
            .. new Bounds(context, attribute, target, RuleName, 0, text).Read(
                minimum, maximum, attribute.Value("MinimumIsExclusive") is true, attribute.Value("MaximumIsExclusive") is true, null),
        ];
    }

    private List<RuleModel> Length(int minimum, int? maximum, string[] positional)
    {
        if (ValueTypes.Count(target.Type, target.Value) is not { } count)
        {
            context.Report(Faults.RuleDoesNotFit, attribute, _name, target.Member, target.Type.ToDisplayString(), "put it on a text or a collection");
            return [];
        }
        if (minimum < 0 || maximum < 0 || maximum < minimum)
        {
            context.Report(Faults.NothingFits, attribute, _name, target.Member, maximum < minimum && minimum >= 0 ? "the minimum lies above the maximum"
                : "a length is never negative");
            return [];
        }
        var sort = ValueTypes.IsString(target.Type) ? "Length" : ValueTypes.EntryOf(target.Type) is not null ? "Properties" : "Items";
        var (few, many) = ValueTypes.IsString(target.Type) ? ("STRING_TOO_SHORT", "STRING_TOO_LONG")
            : ValueTypes.EntryOf(target.Type) is not null ? ("PROPERTIES_TOO_FEW", "PROPERTIES_TOO_MANY") : ("ITEMS_TOO_FEW", "ITEMS_TOO_MANY");
        var models = new List<RuleModel>();
        if (minimum > 0)
            models.Add(new RuleModel
            {
                Failed = $"{count} < {minimum}",
                Report = Add(few, positional, ("minimum", $"{minimum}"), ("actual", count)),
                Keyword = Counted("min", minimum),
            });
        if (maximum is { } most and < int.MaxValue)
            models.Add(new RuleModel
            {
                Failed = $"{count} > {most}",
                Report = Add(many, positional, ("maximum", $"{most}"), ("actual", count)),
                Keyword = Counted("max", most),
            });
        return models;

        // Here characters are counted in UTF-16: as many code points take half of the least of it, and never more than the most.
        string Counted(string bound, int limit) => $"\"{bound}{sort}\":{(sort == "Length" && bound == "min" ? (limit + 1) / 2 : limit)}";
    }

    private List<RuleModel> Pattern()
    {
        var pattern = Arguments[0].Value as string ?? "";
        if (!OwnRules.IsPattern(context, attribute, target, pattern))
            return [];
        var field = context.Field("global::Platform.Validation.Rules.TextPattern",
            $"new({Symbols.Text(pattern)}, true, {Named("MatchTimeoutInMilliseconds") ?? OwnRules.DefaultTimeoutMilliseconds})");
        return
        [
            new RuleModel
            {
                Failed = $"!{field}.IsMatch({target.Value})",
                Report = Reports.Add($"{field}.CodeOf({target.Value})", target.Pointer, RuleName, [("pattern", Symbols.Text(pattern))],
                    text: TextField([pattern])),
                Keyword = SchemaText.Pattern(EcmaPattern.Of(pattern, isWhole: true)),
            },
        ];
    }

    private List<RuleModel> Format(string method, string format) =>
        [new RuleModel
        {
            Failed = $"!global::Platform.Validation.Rules.DataFormats.{method}({target.Value})",
            Report = Add("STRING_FORMAT_MISMATCH", [], ("format", Symbols.Text(format))),
        }];

    private List<RuleModel> Allowed()
    {
        var choices = Choices.Of(target.Type, Arguments[0].Values);
        var constant = Arguments[0].Values.Any(value => value.IsNull) ? choices is null ? "null" : $"null or {choices}" : choices;
        return [new RuleModel
        {
            Failed = $"!({target.Value} is {constant})",
            Report = Add("ENUM_MISMATCH", [], ("allowed", Symbols.Text(Choices.ForPeople(Arguments[0].Values)))),
            Keyword = SchemaText.Enum(target.Type, Arguments[0].Values, isAskedOfNull: true),
        }];
    }

    private List<RuleModel> Denied()
    {
        var choices = Choices.Of(target.Type, Arguments[0].Values);
        var constant = Arguments[0].Values.Any(value => value.IsNull) ? choices is null ? "null" : $"null or {choices}" : choices;
        return [new RuleModel { Failed = $"{target.Value} is {constant}", Report = Add("VALUE_DENIED", []), Keyword = SchemaText.Not(target.Type, Arguments[0].Values) }];
    }

    private List<RuleModel> Compare()
    {
        var name = Arguments[0].Value as string ?? "";
        if (context.Member(name) is not { } other)
        {
            context.Report(Faults.MemberIsMissing, attribute, target.Member, name, context.Type.Name);
            return [];
        }
        var display = MemberReader.DisplayOf(context.AttributesOf(other), other.Name);
        return
        [
            new RuleModel
            {
                Failed = $"!object.Equals({target.Value}, value.{Declarations.Escaped(name)})",
                Report = Add("VALUES_DIFFER", [display], ("other", Symbols.Text(context.WireNameOf(other)))),
            },
        ];
    }

    private List<RuleModel> Custom()
    {
        var name = Arguments[1].Value as string ?? "";
        var method = (Arguments[0].Value as INamedTypeSymbol)?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(each =>
            each is { IsStatic: true, Parameters.Length: 1 or 2 });
        if (method is null || !Symbols.IsNamed(method.ReturnType, KnownNames.Annotations + ".ValidationResult")
            && method.ReturnType.ToDisplayString() != KnownNames.Annotations + ".ValidationResult?")
        {
            context.Report(Faults.MethodIsMissing, attribute, name, target.Member, "is no public static method that returns a ValidationResult",
                "see [CustomValidation] for what it may take");
            return [];
        }
        var contextArgument = method.Parameters.Length == 1 ? ""
            : $", global::Platform.Validation.Rules.AnnotationRules.ContextOf(value, {Symbols.Text(target.Member)}, {Symbols.Text(target.Display)})";
        var cast = method.Parameters[0].Type.SpecialType == SpecialType.System_Object ? "" : $"({Symbols.FullName(method.Parameters[0].Type)})";
        return [FromResult($"{Symbols.FullName(method.ContainingType)}.{Declarations.Escaped(name)}({cast}{target.Value}!{contextArgument})", Symbols.CodeOf(name))];
    }

    /// <summary>The attribute itself is asked.</summary>
    private RuleModel Asked()
    {
        var field = context.Field(Symbols.FullName(attribute.AttributeClass!), Symbols.Construction(attribute));
        var member = target.Pointer == "\"\"" && target.Value == "value" ? "null" : Symbols.Text(target.Member);
        return FromResult($"global::Platform.Validation.Rules.AnnotationRules.Ask({field}, {target.Value}, value, {member}, {Symbols.Text(target.Display)})",
            IsOfFramework ? "RULE_BROKEN" : Symbols.CodeOf(_name));
    }

    private RuleModel FromResult(string result, string code) => new()
    {
        Failed = $"{result} is not null",
        Report = $"global::Platform.Validation.Rules.AnnotationRules.Report(report, {result}, {Symbols.Text(code)}, {target.Pointer}, {Symbols.Text(RuleName)});",
    };
}
