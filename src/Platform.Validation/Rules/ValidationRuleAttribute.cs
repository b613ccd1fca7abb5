namespace Platform.Validation.Rules;

/// <summary>What every rule of the package can say about itself. A rule is asked where the value is not <see langword="null"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, AllowMultiple = true)]
public abstract class ValidationRuleAttribute : Attribute
{
    /// <summary>The code of the failure: 1 to 63 capital letters, digits and underscores, a letter first.</summary>
    /// <value>Default the code of <see cref="ValidationCodes"/> for the kind of rule; of a custom rule the name of the method in capital letters.</value>
    public string? Code { get; set; }

    /// <summary>The text of the failure, with arguments by name in braces.</summary>
    /// <value>Default the text that belongs to the code.</value>
    public string? Message { get; set; }

    /// <summary>How bad it is.</summary>
    /// <value>Default <see cref="ValidationSeverity.Error"/>.</value>
    public ValidationSeverity Severity { get; set; }

    /// <summary>The rule set that the rule belongs to. It is then asked only where the caller names that set.</summary>
    /// <value>Default none: always asked.</value>
    public string? RuleSet { get; set; }

    /// <summary>The condition: the name of a <see langword="bool"/> property or parameterless method of the type.</summary>
    /// <value>Default none: always asked.</value>
    public string? When { get; set; }

    /// <summary>Whether the rule is about each item of a list or each value of a dictionary, instead of the whole.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Each { get; set; }

    /// <summary>Whether the rule is about each key of a dictionary, instead of the whole. The failure points to the entry.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Keys { get; set; }
}
