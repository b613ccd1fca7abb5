using System.Globalization;

namespace Platform.Validation.SourceGeneration;

/// <summary>Writes the half that says what is wrong and where, for synchronous rules or for asynchronous ones.</summary>
internal sealed class DescribeWriter(CodeWriter code, bool isAsync)
{
    public void Write(ValidatedModel type)
    {
        foreach (var member in type.Members)
            Write(member);
        Rules(type.Rules);
    }

    private bool Concerns(RuleModel rule) => rule.IsAsync == isAsync;

    private bool Concerns(ValueModel value) => isAsync ? value.HasAsyncBelow : value.HasRules;

    private void Write(MemberModel member)
    {
        var rules = member.Rules.Where(Concerns).ToList();
        var hasInside = rules.Count > 0 || Concerns(member.Value);
        if (!hasInside && (isAsync || (member.Missing is null && member.AnyRules.Count == 0)))
            return;
        if (member.Condition is { } condition)
            code.Open($"if ({condition})");
        if (!isAsync)
            Rules(member.AnyRules);
        if (!member.CanBeNull)
        {
            if (hasInside)
            {
                code.Open();
                code.Line($"var {member.Variable} = {member.Access};");
                Inside(member, rules);
                code.Close();
            }
        }
        else if (hasInside || (member.Missing is not null && !isAsync))
        {
            code.Open($"if ({member.Access} is {{ }} {member.Variable}{(member.Presence.Length == 0 ? "" : " && " + member.Presence)})");
            Inside(member, rules);
            code.Close();
            if (member.Missing is { } missing && !isAsync)
            {
                code.Open("else");
                code.Line(missing);
                code.Close();
            }
        }
        if (member.Condition is not null)
            code.Close();
    }

    private void Inside(MemberModel member, List<RuleModel> rules)
    {
        Rules(rules);
        Nested(member.Value, member.Variable, member.Pointer, "", 0);
    }

    private void Rules(IEnumerable<RuleModel> rules)
    {
        foreach (var rule in rules.Where(Concerns))
        {
            if (rule.Batch is { } item)
                Guards.Ask(code, rule, item);
            else if (rule.Findings is { } findings)
                Guards.Find(code, rule, "report", findings);
            else
                code.Line($"if ({Guards.Condition(rule, "report")}) {rule.Report}");
        }
    }

    /// <param name="value">What is nested.</param>
    /// <param name="variable">Holds it.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="step">What the report needs beside the pointer: an index or a key.</param>
    /// <param name="depth">How many collections deep.</param>
    private void Nested(ValueModel value, string variable, string pointer, string step, int depth)
    {
        if (!Concerns(value))
            return;
        switch (value.Kind)
        {
            case ValueKind.Validated:
                Enter(pointer, step, Call($"{value.TypeName}.Validator", $"{variable}, "));
                break;
            case ValueKind.Unknown:
                code.Open($"if ({variable} is global::Platform.Validation.Rules.IRuled r{depth})");
                Enter(pointer, step, Call($"r{depth}", ""));
                code.Close();
                break;
            default:
                Elements(value, variable, pointer, depth);
                break;
        }
    }

    private string Call(string owner, string value) =>
        isAsync ? $"await {owner}.DescribeAsync({value}report, services, cancellationToken).ConfigureAwait(false);" : $"{owner}.Describe({value}report);";

    private void Enter(string pointer, string step, string call)
    {
        code.Line($"if (report.Enter({pointer}{step})) {call}");
        code.Line("report.Leave();");
    }

    private void Elements(ValueModel value, string variable, string pointer, int depth)
    {
        var isEntries = value.Kind == ValueKind.Entries;
        // No span lives across an await.
        var walk = isAsync ? variable : string.Format(CultureInfo.InvariantCulture, value.Walk, variable);
        var element = isEntries ? $"p{depth}.Value" : $"n{depth}";
        code.Open();
        if (!isEntries)
            code.Line($"var i{depth} = -1;");
        code.Open($"foreach (var {(isEntries ? "p" : "n")}{depth} in {walk})");
        code.Line("if (report.IsFull) break;");
        if (!isEntries)
            code.Line($"i{depth}++;");
        code.Open($"if (report.Enter({pointer}, {(isEntries ? $"global::Platform.Validation.Rules.CollectionRules.TextOf(p{depth}.Key)" : $"i{depth}")}))");
        if (value.KeyRules.Any(Concerns))
        {
            code.Line($"var k{depth} = p{depth}.Key;");
            Rules(value.KeyRules);
        }
        if (value.ElementCanBeNull)
            code.Open($"if ({element} is {{ }} e{depth})");
        else
            code.Line($"var e{depth} = {element};");
        Rules(value.ElementRules);
        if (value.Element!.Kind is ValueKind.Validated or ValueKind.Unknown)
            Direct(value.Element, $"e{depth}", depth + 1);
        else
            Nested(value.Element, $"e{depth}", "\"\"", "", depth + 1);
        if (value.ElementCanBeNull)
        {
            code.Close();
            if (value.RefuseNullElement && !isAsync)
                code.Line(Reports.Add("\"VALUE_REQUIRED\"", "\"\"", "required", []).Insert(0, "else "));
        }
        code.Close();
        code.Line("report.Leave();");
        code.Close();
        code.Close();
    }

    /// <summary>What stands in a collection has been entered already.</summary>
    private void Direct(ValueModel value, string variable, int depth)
    {
        if (!Concerns(value))
            return;
        code.Line(value.Kind == ValueKind.Validated
            ? Call($"{value.TypeName}.Validator", $"{variable}, ")
            : $"if ({variable} is global::Platform.Validation.Rules.IRuled r{depth}) {Call($"r{depth}", "")}");
    }
}
