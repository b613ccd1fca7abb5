namespace Platform.Validation.SourceGeneration;

/// <summary>The names of what rules are declared with, as metadata has them.</summary>
internal static class KnownNames
{
    public const string ValidatedAttribute = "Platform.Validation.ValidatedAttribute";
    public const string ValidatedNamingAttribute = "Platform.Validation.ValidatedNamingAttribute";
    public const string ValidatorForAttribute = "Platform.Validation.ValidatorForAttribute`1";
    public const string Validator = "Platform.Validation.Validator<T>";
    public const string ValidatorInterface = "Platform.Validation.IValidator<T, TRules>";
    public const string Rules = "Platform.Validation.Rules";
    public const string Sanitizing = "Platform.Validation.Sanitizing";
    public const string ValidationRuleAttribute = Rules + ".ValidationRuleAttribute";
    public const string RuleAttribute = Rules + ".RuleAttribute";
    public const string WhenAttribute = Rules + ".WhenAttribute";
    public const string NotValidatedAttribute = Rules + ".NotValidatedAttribute";
    public const string Annotations = "System.ComponentModel.DataAnnotations";
    public const string ValidationAttribute = Annotations + ".ValidationAttribute";
    public const string ValidatableObject = Annotations + ".IValidatableObject";

    /// <summary>The tool that <c>[GeneratedCode]</c> names.</summary>
    public const string Tool = "Platform.Validation.SourceGeneration";
}
