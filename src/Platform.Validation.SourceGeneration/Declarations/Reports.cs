namespace Platform.Validation.SourceGeneration;

/// <summary>Writes the statements that report failures.</summary>
internal static class Reports
{
    /// <param name="code">As an expression.</param>
    /// <param name="pointer">As a literal.</param>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="arguments">Names and expressions of at most two facts.</param>
    /// <param name="severity">The value of <c>ValidationSeverity</c>.</param>
    /// <param name="text">The field that holds a text of the rule's own.</param>
    public static string Add(string code, string pointer, string rule, (string Name, string Value)[] arguments, int severity = 0, string? text = null)
    {
        var facts = arguments.Length == 0 ? "" : $", new({string.Join(", ", arguments.Select(each => $"new({Symbols.Text(each.Name)}, {each.Value})"))})";
        var grade = severity == 0 ? "" : $", severity: (global::Platform.Validation.ValidationSeverity){severity}";
        var own = text is null ? "" : $", text: {text}";
        return $"report.Add({code}, {pointer}, {Symbols.Text(rule)}{facts}{grade}{own});";
    }
}
