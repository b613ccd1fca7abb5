namespace Platform.Validation.Rules;

/// <summary>The rules of a type, for a value whose type is known at run time alone: an argument that a framework bound.</summary>
internal interface IArgumentRules : IRuleSet
{
    Type Type { get; }

    bool HasAsyncRules { get; }

    object Sanitize(object value);

    ValueTask<ValidationResult> ValidateAsync(object value, IServiceProvider services, RuleLimits limits, CancellationToken cancellationToken);
}
