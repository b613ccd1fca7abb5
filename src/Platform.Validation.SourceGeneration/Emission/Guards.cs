namespace Platform.Validation.SourceGeneration;

/// <summary>Writes conditions.</summary>
internal static class Guards
{
    /// <summary>The condition under which a broken rule counts.</summary>
    public static string Condition(RuleModel rule, string source)
    {
        var parts = Parts(rule, source);
        parts.Add(parts.Count > 0 && rule.Failed.Contains("&&") ? $"({rule.Failed})" : rule.Failed);
        return string.Join(" && ", parts);
    }

    /// <summary>Has a rule say itself what it finds.</summary>
    public static void Find(CodeWriter code, RuleModel rule, string source, string findings, params string[] after)
    {
        var parts = Parts(rule, source);
        code.Open(parts.Count == 0 ? "" : $"if ({string.Join(" && ", parts)})");
        code.Line($"var findings = {findings};");
        code.Line($"{rule.Failed};");
        foreach (var line in after)
            code.Line(line);
        code.Close();
    }

    /// <summary>Has a rule ask about all items at once.</summary>
    public static void Ask(CodeWriter code, RuleModel rule, string item)
    {
        code.Open($"if ({string.Join(" && ", Parts(rule, "report"))})");
        code.Line($"var items = global::Platform.Validation.Rules.CollectionRules.ListOf<{item}>({rule.BatchOf});");
        code.Open("if (items.Count > 0)");
        code.Line($"var holds = await {rule.Failed}.ConfigureAwait(false);");
        code.Line(rule.Report);
        code.Close();
        code.Close();
    }

    private static List<string> Parts(RuleModel rule, string source)
    {
        var parts = new List<string>();
        if (rule.RuleSet is { } set)
            parts.Add($"{source}.Includes({set})");
        if (rule.Condition is { } condition)
            parts.Add(condition);
        // Behind what is known without asking, so that nothing is counted that is not asked.
        if (rule.IsAsync)
            parts.Add($"{source}.MayAsk()");
        return parts;
    }
}
