namespace Platform.Validation.SourceGeneration;

/// <summary>Writes the half that says yes or no, and knows nothing of paths and failures: what a person would write by hand.</summary>
internal sealed class JudgeWriter(CodeWriter code)
{
    private const string Fail = "return false;";

    // A rule that leaves a value valid does not end the judging: what comes behind it may be an error.
    private const string Warn = "context.MeetWarning();";

    public void Write(ValidatedModel type)
    {
        foreach (var member in type.Members)
            Write(member);
        Rules(type.Rules);
    }

    private void Write(MemberModel member)
    {
        var rules = member.Rules.Where(rule => !rule.IsAsync).ToList();
        if (member.Missing is null && member.AnyRules.Count == 0 && rules.Count == 0 && !member.Value.HasRules)
            return;
        if (member.Condition is { } condition)
            code.Open($"if ({condition})");
        Rules(member.AnyRules);
        var hasInside = rules.Count > 0 || member.Value.HasRules;
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
        else if (member.Missing is not null)
        {
            var there = $"{member.Access} is not {{ }} {member.Variable}";
            code.Open();
            code.Line(member.Presence.Length == 0 ? $"if ({there}) {Fail}" : $"if ({there} || !{member.Presence}) {Fail}");
            Inside(member, rules);
            code.Close();
        }
        else if (hasInside)
        {
            code.Open($"if ({member.Access} is {{ }} {member.Variable})");
            Inside(member, rules);
            code.Close();
        }
        if (member.Condition is not null)
            code.Close();
    }

    private void Inside(MemberModel member, List<RuleModel> rules)
    {
        Rules(rules);
        Nested(member.Value, member.Variable, 0);
    }

    private void Rules(IEnumerable<RuleModel> rules)
    {
        foreach (var rule in rules.Where(rule => !rule.IsAsync))
        {
            if (rule.Findings is null)
                code.Line($"if ({Guards.Condition(rule, "context")}) {(rule.LeavesValid ? Warn : Fail)}");
            else
                Guards.Find(code, rule, "context", rule.JudgedFindings, $"if (findings.HasErrors) {Fail}", $"if (findings.Any) {Warn}");
        }
    }

    private void Nested(ValueModel value, string variable, int depth)
    {
        if (!value.HasRules)
            return;
        switch (value.Kind)
        {
            case ValueKind.Validated when !value.CanRecur:
                code.Line($"if (!{value.TypeName}.Validator.Judge({variable}, ref context)) {Fail}");
                break;
            case ValueKind.Validated:
                code.Line($"if (!context.Enter() || !{value.TypeName}.Validator.Judge({variable}, ref context)) {Fail}");
                code.Line("context.Leave();");
                break;
            case ValueKind.Unknown:
                code.Open($"if ({variable} is global::Platform.Validation.Rules.IRuled r{depth})");
                code.Line($"if (!context.Enter() || !r{depth}.Judge(ref context)) {Fail}");
                code.Line("context.Leave();");
                code.Close();
                break;
            default:
                Elements(value, variable, depth);
                break;
        }
    }

    private void Elements(ValueModel value, string variable, int depth)
    {
        var element = value.Kind == ValueKind.Entries ? $"p{depth}.Value" : $"n{depth}";
        code.Open($"foreach (var {(value.Kind == ValueKind.Entries ? $"p{depth}" : $"n{depth}")} in {string.Format(System.Globalization.CultureInfo.InvariantCulture, value.Walk, variable)})");
        if (value.KeyRules.Any(rule => !rule.IsAsync))
        {
            code.Line($"var k{depth} = p{depth}.Key;");
            Rules(value.KeyRules);
        }
        var isOpen = value is { ElementCanBeNull: true, RefuseNullElement: false };
        if (!value.ElementCanBeNull)
            code.Line($"var e{depth} = {element};");
        else if (value.RefuseNullElement)
            code.Line($"if ({element} is not {{ }} e{depth}) {Fail}");
        else
            code.Open($"if ({element} is {{ }} e{depth})");
        Rules(value.ElementRules);
        Nested(value.Element!, $"e{depth}", depth + 1);
        if (isOpen)
            code.Close();
        code.Close();
    }
}
