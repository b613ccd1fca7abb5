namespace Platform.Validation.Sanitizing;

/// <summary>What every sanitiser can say about itself.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public abstract class SanitizerAttribute : Attribute
{
    /// <summary>
    /// Whether the keys of a dictionary are cleaned, instead of its texts. A key whose clean form is that of another entry stays as it is: nothing is lost, and a rule
    /// about keys can refuse it.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Keys { get; set; }
}
