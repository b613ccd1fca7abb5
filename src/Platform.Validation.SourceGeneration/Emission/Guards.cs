namespace Platform.Validation.SourceGeneration;

/// <summary>Writes conditions.</summary>
internal static class Guards
{
    /// <summary>The condition under which a broken rule counts.</summary>
    public static string Condition(RuleModel rule, string source)
    {
        var parts = new List<string>();
        if (rule.RuleSet is { } set)
            parts.Add($"{source}.Includes({set})");
        if (rule.Condition is { } condition)
            parts.Add(condition);
        // Behind what is known without asking, so that nothing is counted that is not asked.
        if (rule.IsAsync)
            parts.Add($"{source}.MayAsk()");
        parts.Add(parts.Count > 0 && rule.Failed.Contains("&&") ? $"({rule.Failed})" : rule.Failed);
        return string.Join(" && ", parts);
    }
}
