using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Reads a rule that is a method.</summary>
internal sealed class CustomRule(TypeContext context, AttributeData attribute, RuleTarget target)
{
    /// <summary>Whether the rule stands on the type, and so is about the whole.</summary>
    public bool IsAboutWhole { get; init; }

    public IEnumerable<RuleModel> Read(string? code, string? text, int severity)
    {
        var name = attribute.ConstructorArguments.Last().Value as string ?? "";
        var candidates = RuleMethods.All(attribute, context.Owner).ToList();
        if (candidates.Count == 0)
            return Missing(name, $"is no method of '{OwnerName()}'", "correct the name");
        var returning = candidates.Where(method => RuleMethods.IsSync(method) || RuleMethods.IsAsync(method) || RuleMethods.IsFinding(method)).ToList();
        if (returning.Count == 0)
            return Missing(name, "does not return bool, Task<bool> or ValueTask<bool>", "return whether the rule holds, or nothing and take a 'ref RuleFindings' last");
        var failures = new List<string>();
        foreach (var method in returning)
        {
            if (Call(method, failures) is not { } call)
                continue;
            if (RuleMethods.IsFinding(method))
                return [Finding(call, code ?? Symbols.CodeOf(name), Symbols.CamelCase(name), text, severity)];
            var isAsync = RuleMethods.IsAsync(method);
            return
            [
                new RuleModel
                {
                    Failed = isAsync ? $"!await {call}.ConfigureAwait(false)" : $"!{call}",
                    Report = Reports.Add(Symbols.Text(code ?? Symbols.CodeOf(name)), target.Pointer, Symbols.CamelCase(name), [], severity, text),
                    IsAsync = isAsync,
                },
            ];
        }
        return Missing(name, failures[0], "see [Rule] for what it may take");
    }

    /// <summary>Reads a rule about each item that asks about all of them at once.</summary>
    /// <param name="item">The type of the items.</param>
    /// <param name="code">A code of its own.</param>
    /// <param name="text">The field that holds a text of its own.</param>
    /// <param name="severity">The value of <c>ValidationSeverity</c>.</param>
    /// <returns>The rule, or nothing where something is wrong with it; <see langword="null"/> where its method answers for one item.</returns>
    public IEnumerable<RuleModel>? ReadBatch(ITypeSymbol item, string? code, string? text, int severity)
    {
        if (RuleMethods.Find(attribute, context.Owner) is not { } method || !RuleMethods.IsBatch(method))
            return null;
        var failures = new List<string>();
        var name = Symbols.CamelCase(method.Name);
        if (Call(method, failures, item) is not { } call)
            return Missing(method.Name, failures[0], "see [Rule] for what it may take");
        var grade = severity == 0 ? "" : $", severity: (global::Platform.Validation.ValidationSeverity){severity}";
        return
        [
            new RuleModel
            {
                Failed = call,
                Batch = Symbols.FullName(item),
                BatchOf = target.Value,
                Report = $"report.AddEach(holds, items.Count, {Symbols.Text(code ?? Symbols.CodeOf(method.Name))}, {target.Pointer}, {Symbols.Text(name)}{grade}{(text is null ? "" : $", text: {text}")});",
                IsAsync = true,
            },
        ];
    }

    private RuleModel Finding(string call, string code, string name, string? text, int severity)
    {
        const string Findings = "global::Platform.Validation.Rules.RuleFindings";
        var grade = severity == 0 ? "" : $"(global::Platform.Validation.ValidationSeverity){severity}";
        var own = text is null ? "" : $", text: {text}";
        return new RuleModel
        {
            Failed = call,
            Report = "",
            Findings = $"new {Findings}(report, {target.Pointer}, {Symbols.Text(name)}, {Symbols.Text(code)}{(grade.Length == 0 ? "" : $", severity: {grade}")}{own})",
            JudgedFindings = severity == 0 ? $"default({Findings})" : $"new {Findings}({grade})",
        };
    }

    private string? Call(IMethodSymbol method, List<string> failures, ITypeSymbol? batched = null)
    {
        if (method.IsGenericMethod)
            return Refused(failures, "is generic");
        var parameters = method.Parameters.ToList();
        var isFinding = RuleMethods.IsFinding(method);
        if (isFinding)
            parameters.RemoveAt(parameters.Count - 1);
        if (parameters.Any(parameter => parameter.RefKind is not (RefKind.None or RefKind.In)))
            return Refused(failures, "takes a parameter by reference");
        var arguments = new List<string>();
        if (IsAboutWhole)
        {
            if (!method.IsStatic && context.IsOfAnother)
                return Refused(failures, "is not static");
            if (method.IsStatic && !TakeWhole(parameters, arguments))
                return Refused(failures, $"is static and does not take a '{context.Type.Name}' first");
        }
        else
        {
            if (!method.IsStatic)
                return Refused(failures, "is not static");
            if (parameters.Count == 0 || !(batched is null ? Fits(target.Type, parameters[0].Type) : IsListOf(batched, parameters[0].Type)))
                return Refused(failures, $"does not take a '{(batched is null ? "" : "IReadOnlyList of ")}{(batched ?? target.Type).ToDisplayString()}' first");
            arguments.Add(batched is null ? target.Value : "items");
            parameters.RemoveAt(0);
            TakeWhole(parameters, arguments);
        }
        if (isFinding && parameters.Count == 0)
            arguments.Add("ref findings");
        foreach (var parameter in parameters)
        {
            if (!RuleMethods.IsAsync(method) && batched is null)
                return Refused(failures, $"takes '{parameter.Name}', which only an asynchronous rule could be given");
            if (Symbols.IsNamed(parameter.Type, "System.Threading.CancellationToken"))
                arguments.Add("cancellationToken");
            else if (Symbols.IsNamed(parameter.Type, "System.IServiceProvider"))
                arguments.Add("services");
            else if (parameter.Type.IsReferenceType)
                arguments.Add($"global::Platform.Validation.Rules.RuleServices.Get<{Symbols.FullName(parameter.Type)}>(services)");
            else
                return Refused(failures, $"takes '{parameter.Name}', which is no service");
        }
        var owner = method.IsStatic ? Symbols.FullName(method.ContainingType) : "value";
        return $"{owner}.{Declarations.Escaped(method.Name)}({string.Join(", ", arguments)})";
    }

    private bool TakeWhole(List<IParameterSymbol> parameters, List<string> arguments)
    {
        if (parameters.Count == 0 || !Fits(context.Type, parameters[0].Type) || parameters[0].Type.SpecialType == SpecialType.System_Object)
            return false;
        arguments.Add("value");
        parameters.RemoveAt(0);
        return true;
    }

    private static bool IsListOf(ITypeSymbol item, ITypeSymbol parameter) =>
        parameter is INamedTypeSymbol { Arity: 1, Name: "IReadOnlyList" or "IReadOnlyCollection" or "IEnumerable" } list
        && list.ContainingNamespace.ToDisplayString() == "System.Collections.Generic"
        && SymbolEqualityComparer.Default.Equals(list.TypeArguments[0], item);

    private static bool Fits(ITypeSymbol value, ITypeSymbol parameter)
    {
        var comparer = SymbolEqualityComparer.Default;
        if (comparer.Equals(value, parameter) || comparer.Equals(value, ValueTypes.Underlying(parameter)) || parameter.SpecialType == SpecialType.System_Object)
            return true;
        if (value.AllInterfaces.Any(each => comparer.Equals(each, parameter)))
            return true;
        for (var current = value.BaseType; current is not null; current = current.BaseType)
        {
            if (comparer.Equals(current, parameter))
                return true;
        }
        return false;
    }

    private static string? Refused(List<string> failures, string why)
    {
        failures.Add(why);
        return null;
    }

    private List<RuleModel> Missing(string name, string what, string advice)
    {
        context.Report(Faults.MethodIsMissing, attribute, name, target.Member, what, advice);
        return [];
    }

    private string OwnerName() => attribute.ConstructorArguments.Length == 2 && attribute.ConstructorArguments[0].Value is INamedTypeSymbol owner ? owner.Name
        : context.Owner.Name;
}
