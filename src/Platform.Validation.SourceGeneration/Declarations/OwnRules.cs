using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Reads the rules of <c>Platform.Validation.Rules</c>.</summary>
internal sealed class OwnRules(TypeContext context, AttributeData attribute, RuleTarget target)
{
    public const int DefaultTimeoutMilliseconds = 2_000;

    private static readonly ImmutableArray<string> Formats =
    [
        "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri", "uri-reference", "iri",
            "iri-reference", "uuid", "uri-template",
        "json-pointer", "relative-json-pointer", "regex",
    ];

    private readonly string _name = Symbols.NameOf(attribute);

    /// <summary>Whether the rule stands on the type.</summary>
    public bool IsAboutWhole { get; init; }

    private int Severity => attribute.Value("Severity") as int? ?? 0;

    private string RuleName => Symbols.CamelCase(_name);

    private ImmutableArray<TypedConstant> Arguments => attribute.ConstructorArguments;

    /// <summary>Reads a rule.</summary>
    /// <returns>What is asked of a value that is there.</returns>
    public IEnumerable<RuleModel> Read()
    {
        if (Arguments.Any(argument => argument.Kind == TypedConstantKind.Error))
            return [];
        var code = Code();
        var text = attribute.Value("Message") is string message
            ? context.Field("global::Platform.Validation.ValidationText", $"new({Symbols.Text(message)})") : null;
        var models = _name switch
        {
            "TextLength" => TextLength(code, text),
            "Minimum" => new Bounds(context, attribute, target, RuleName, Severity, text).Read(Arguments[0].Value, null,
                attribute.Value("IsExclusive") is true, false, code),
            "Maximum" => new Bounds(context, attribute, target, RuleName, Severity, text).Read(null, Arguments[0].Value, false,
                attribute.Value("IsExclusive") is true, code),
            "MultipleOf" => MultipleOf(code, text),
            "Pattern" => Pattern(code, text),
            "Format" => Format(code, text),
            "OneOf" => OneOf(code, text),
            "Defined" => Defined(code, text),
            "ItemCount" => ItemCount(code, text),
            "UniqueItems" => UniqueItems(code, text),
            "Rule" => new CustomRule(context, attribute, target) { IsAboutWhole = IsAboutWhole }.Read(code, text, Severity),
            _ => [],
        };
        return Guarded(models);
    }

    /// <summary>Reads a rule about each item that asks about all of them at once.</summary>
    /// <param name="item">The type of the items.</param>
    /// <returns>The rule; <see langword="null"/> where it is about one item at a time.</returns>
    public IEnumerable<RuleModel>? ReadBatch(ITypeSymbol item)
    {
        if (_name != "Rule")
            return null;
        var text = attribute.Value("Message") is string message
            ? context.Field("global::Platform.Validation.ValidationText", $"new({Symbols.Text(message)})") : null;
        return new CustomRule(context, attribute, target).ReadBatch(item, Code(), text, Severity) is { } batch ? Guarded(batch) : null;
    }

    /// <summary>The rule that there must be something, as a rule that is asked in any case.</summary>
    public RuleModel NotEmpty(string access)
    {
        var code = Code() ?? "VALUE_REQUIRED";
        var text = attribute.Value("Message") is string message
            ? context.Field("global::Platform.Validation.ValidationText", $"new({Symbols.Text(message)})") : null;
        var there = context.Variable();
        var presence = PresenceOf(target.Type, there);
        return Guarded([new RuleModel
        {
            Failed = $"!({access} is {{ }} {there}{(presence.Length == 0 ? "" : " && " + presence)})",
            Report = Reports.Add(Symbols.Text(code), target.Pointer, RuleName, [], Severity, text),
            Keyword = SchemaText.NotEmpty(target.Type),
        }]).Single();
    }

    /// <summary>What a value that is there must be beside that, to be more than empty.</summary>
    public static string PresenceOf(ITypeSymbol type, string value) =>
        ValueTypes.IsString(type) ? $"global::Platform.Validation.Rules.TextRules.HasInk({value})"
        : ValueTypes.Count(type, value) is { } count ? $"{count} > 0"
        : "";

    private string? Code()
    {
        if (attribute.Value("Code") is not string code)
            return null;
        if (code.Length is > 0 and <= 63 && code[0] is >= 'A' and <= 'Z' && code.All(c => c is >= 'A' and <= 'Z' or >= '0' and <= '9' or '_'))
            return code;
        context.Report(Faults.MalformedCode, attribute, code, Symbols.CodeOf(code));
        return "RULE_BROKEN";
    }

    private IEnumerable<RuleModel> Guarded(IEnumerable<RuleModel> models)
    {
        var ruleSet = attribute.Value("RuleSet") is string set ? Symbols.Text(set) : null;
        var condition = attribute.Value("When") is string name ? context.Condition(name, attribute, target.Member) : null;
        // A rule that is not always asked, or leaves a value valid, is no part of a schema.
        var isAlways = ruleSet is null && attribute.Value("When") is null && Severity == 0;
        return models.Select(model => model with
        {
            RuleSet = ruleSet,
            Condition = condition,
            LeavesValid = Severity != 0,
            Keyword = isAlways ? model.Keyword : null,
        });
    }

    private RuleModel Model(string failed, string code, string? text, params (string Name, string Value)[] arguments) =>
        new() { Failed = failed, Report = Reports.Add(code, target.Pointer, RuleName, arguments, Severity, text) };

    private List<RuleModel> Misfit(string advice)
    {
        context.Report(Faults.RuleDoesNotFit, attribute, _name, target.Member, target.Type.ToDisplayString(), advice);
        return [];
    }

    private bool HasLimits(out int minimum, out int maximum)
    {
        (minimum, maximum) = ((int)Arguments[0].Value!, (int)Arguments[1].Value!);
        if (minimum >= 0 && minimum <= maximum)
            return true;
        context.Report(Faults.NothingFits, attribute, _name, target.Member, minimum < 0 ? "the minimum is negative" : "the minimum lies above the maximum");
        return false;
    }

    private List<RuleModel> TextLength(string? code, string? text)
    {
        if (!ValueTypes.IsString(target.Type))
            return Misfit("put it on a text; [ItemCount] is for collections");
        if (!HasLimits(out var minimum, out var maximum))
            return [];
        var models = new List<RuleModel>();
        var actual = ("actual", $"global::Platform.Validation.Rules.TextRules.CodePoints({target.Value})");
        if (minimum == 1)
            models.Add(Model($"{target.Value}.Length == 0", Symbols.Text(code ?? "STRING_TOO_SHORT"), text, ("minimum", "1"),
                actual) with
            { Keyword = "\"minLength\":1" });
        else if (minimum > 1)
            models.Add(Model($"!global::Platform.Validation.Rules.TextRules.HasAtLeast({target.Value}, {minimum})", Symbols.Text(code ?? "STRING_TOO_SHORT"),
                text, ("minimum", $"{minimum}"), actual) with
            { Keyword = $"\"minLength\":{minimum}" });
        if (maximum < int.MaxValue)
            models.Add(Model($"{target.Value}.Length > {maximum} && !global::Platform.Validation.Rules.TextRules.HasAtMost({target.Value}, {maximum})",
                Symbols.Text(code ?? "STRING_TOO_LONG"), text, ("maximum", $"{maximum}"), actual) with
            { Keyword = $"\"maxLength\":{maximum}" });
        return models;
    }

    private List<RuleModel> MultipleOf(string? code, string? text)
    {
        var divisor = Arguments[0].Value is string written
            ? decimal.TryParse(written, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed
                : 0
            : (long)Arguments[0].Value!;
        if (divisor <= 0)
        {
            context.Report(Faults.BoundIsMalformed, attribute, Arguments[0].Value!, _name, target.Member, "number above zero",
                "write it as the invariant culture does, for example \"0.01\"");
            return [];
        }
        var isWhole = divisor == decimal.Truncate(divisor) && divisor <= long.MaxValue;
        var fact = isWhole ? Symbols.Literal((long)divisor) : Symbols.Text(divisor.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (ValueTypes.IsDecimal(target.Type))
            return [Model($"{target.Value} % {Symbols.Literal(divisor)} != 0M", Symbols.Text(code ?? "NUMBER_NOT_MULTIPLE"), text,
                ("divisor", fact)) with { Keyword = SchemaText.Number("multipleOf", fact) }];
        if (!ValueTypes.IsIntegral(target.Type) || !isWhole)
            return Misfit("put it on a whole number with a whole divisor, or on a decimal");
        var suffix = target.Type.SpecialType == SpecialType.System_UInt64 ? "UL" : "L";
        return [Model($"{target.Value} % {(long)divisor}{suffix} != 0", Symbols.Text(code ?? "NUMBER_NOT_MULTIPLE"), text,
            ("divisor", fact)) with { Keyword = SchemaText.Number("multipleOf", fact) }];
    }

    private List<RuleModel> Pattern(string? code, string? text)
    {
        if (!ValueTypes.IsString(target.Type))
            return Misfit("put it on a text");
        string? made;
        string? keyword = null;
        if (Arguments.Length == 1)
        {
            var pattern = Arguments[0].Value as string ?? "";
            keyword = SchemaText.Pattern(EcmaPattern.Of(pattern, isWhole: false));
            if (!IsPattern(context, attribute, target, pattern))
                return [];
            made = $"new({Symbols.Text(pattern)}, false, {DefaultTimeoutMilliseconds})";
        }
        else
        {
            made = Arguments[0].Value is INamedTypeSymbol owner && Arguments[1].Value is string member ? MadeBy(owner, member) : null;
        }
        if (made is null)
            return [];
        var field = context.Field("global::Platform.Validation.Rules.TextPattern", made);
        var told = code is null ? $"{field}.CodeOf({target.Value})" : Symbols.Text(code);
        return [Model($"!{field}.IsMatch({target.Value})", told, text, ("pattern", $"{field}.ToString()")) with { Keyword = keyword }];
    }

    public static bool IsPattern(TypeContext context, AttributeData attribute, RuleTarget target, string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException exception)
        {
            context.Report(Faults.MalformedPattern, attribute, target.Member, exception.Message);
            return false;
        }
    }

    private string? MadeBy(INamedTypeSymbol owner, string member)
    {
        foreach (var candidate in owner.GetMembers(member).Where(each => each.IsStatic))
        {
            if (candidate is IPropertySymbol property && Symbols.IsNamed(property.Type, "System.Text.RegularExpressions.Regex"))
                return Limited(candidate, $"new({Symbols.FullName(owner)}.{Declarations.Escaped(member)})");
            if (candidate is IMethodSymbol { Parameters.Length: 0 } method && Symbols.IsNamed(method.ReturnType, "System.Text.RegularExpressions.Regex"))
                return Limited(candidate, $"new({Symbols.FullName(owner)}.{Declarations.Escaped(member)}())");
        }
        context.Report(Faults.MethodIsMissing, attribute, member, target.Member,
            $"is no static property or parameterless method of '{owner.Name}' that gives a Regex", "declare it with [GeneratedRegex]");
        return null;
    }

    /// <summary>A pattern that <c>[GeneratedRegex]</c> compiles without a time limit backtracks for as long as a sender likes.</summary>
    private string? Limited(ISymbol pattern, string made)
    {
        const int NonBacktracking = 1024;
        var generated = pattern.GetAttributes().FirstOrDefault(each => Symbols.IsNamed(each.AttributeClass, "System.Text.RegularExpressions.GeneratedRegexAttribute"));
        if (generated is null || generated.ConstructorArguments.Any(argument =>
            (argument.Kind == TypedConstantKind.Enum && argument.Value is int options && (options & NonBacktracking) != 0)
            || (argument.Type?.SpecialType == SpecialType.System_Int32 && argument.Value is int and > 0)))
            return made;
        context.Report(Faults.PatternHasNoTimeLimit, attribute, pattern.Name, target.Member);
        return null;
    }

    private List<RuleModel> Format(string? code, string? text)
    {
        if (!ValueTypes.IsString(target.Type))
            return Misfit("put it on a text");
        var name = Arguments[0].Value as string ?? "";
        if (!Formats.Contains(name))
        {
            context.Report(Faults.UnknownFormat, attribute, name, string.Join(", ", Formats));
            return [];
        }
        var field = context.Field("global::Platform.Validation.Rules.TextFormat", $"global::Platform.Validation.Rules.TextFormat.Find({Symbols.Text(name)})");
        return [Model($"!{field}.IsMatch({target.Value})", Symbols.Text(code ?? "STRING_FORMAT_MISMATCH"), text,
            ("format", Symbols.Text(name))) with { Keyword = $"\"format\":{SchemaText.String(name)}" }];
    }

    private List<RuleModel> OneOf(string? code, string? text)
    {
        var values = Arguments[0].IsNull ? [] : Arguments[0].Values;
        if (Choices.Of(target.Type, values) is not { } choices)
            return Misfit("name values of the member's own type");
        return [Model($"!({target.Value} is {choices})", Symbols.Text(code ?? "ENUM_MISMATCH"), text,
            ("allowed", Symbols.Text(Choices.ForPeople(values)))) with { Keyword = SchemaText.Enum(target.Type, values, isAskedOfNull: !target.CanBeNull) }];
    }

    private List<RuleModel> Defined(string? code, string? text) => Choices.Undefined(target.Type, target.Value) is { } undefined
        ? [Model(undefined, Symbols.Text(code ?? "ENUM_MISMATCH"), text, ("allowed", Symbols.Text(Choices.MembersOf(target.Type))))
            with { Keyword = WireEnumerations.Allowed(target.Type, WireEnumerations.MembersOf(target.Type), target.CanBeNull) }]
        : Misfit("put it on an enumeration");

    private List<RuleModel> ItemCount(string? code, string? text)
    {
        if (ValueTypes.IsString(target.Type) || ValueTypes.Count(target.Type, target.Value) is not { } count)
            return Misfit("put it on a collection; [TextLength] is for texts");
        if (!HasLimits(out var minimum, out var maximum))
            return [];
        var what = ValueTypes.EntryOf(target.Type) is null ? "ITEMS" : "PROPERTIES";
        var models = new List<RuleModel>();
        if (minimum > 0)
            models.Add(Model($"{count} < {minimum}", Symbols.Text(code ?? what + "_TOO_FEW"), text, ("minimum", $"{minimum}"),
                ("actual", count)) with
            { Keyword = $"\"min{Plural(what)}\":{minimum}" });
        if (maximum < int.MaxValue)
            models.Add(Model($"{count} > {maximum}", Symbols.Text(code ?? what + "_TOO_MANY"), text, ("maximum", $"{maximum}"),
                ("actual", count)) with
            { Keyword = $"\"max{Plural(what)}\":{maximum}" });
        return models;
    }

    private static string Plural(string what) => what == "ITEMS" ? "Items" : "Properties";

    private List<RuleModel> UniqueItems(string? code, string? text)
    {
        if (ValueTypes.ItemOf(target.Type) is not { } item)
            return Misfit("put it on a collection");
        var call = $"<{Symbols.FullName(item)}>({target.Value})";
        var add = Reports.Add(Symbols.Text(code ?? "ITEMS_NOT_UNIQUE"), target.Pointer, RuleName, [], Severity, text);
        return
        [
            new RuleModel
            {
                Keyword = ValueTypes.IsString(ValueTypes.Underlying(item)) || ValueTypes.IsIntegral(item) ? "\"uniqueItems\":true" : null,
                Failed = $"!global::Platform.Validation.Rules.CollectionRules.AreUnique{call}",
                Report = add.Replace($"\"{RuleName}\"", $"\"{RuleName}\", global::Platform.Validation.Rules.CollectionRules.EqualItems{call}"),
            },
        ];
    }
}
