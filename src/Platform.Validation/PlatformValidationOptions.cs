using Platform.Validation.Rules;

namespace Platform.Validation;

/// <summary>What validating an object within a host may not exceed. Those of a JSON Schema are its own (<see cref="Schema.SchemaLimits"/>).</summary>
public sealed class PlatformValidationOptions
{
    /// <summary>How deep validated objects may be nested; beyond it the failure is <see cref="ValidationCodes.ValidationTooDeep"/>.</summary>
    /// <value>Default 64; 1 to 256.</value>
    public int MaxDepth { get; set; } = RuleLimits.Default.MaxDepth;

    /// <summary>How many nested objects are looked at; beyond it the failure is <see cref="ValidationCodes.ValidationTooCostly"/>.</summary>
    /// <value>Default 1,000,000; 1 to 100,000,000.</value>
    public int MaxValues { get; set; } = RuleLimits.Default.MaxValues;

    /// <summary>How many failures are collected; beyond it a result is truncated.</summary>
    /// <value>Default 100; 1 to 10,000.</value>
    public int MaxFailures { get; set; } = RuleLimits.Default.MaxFailures;

    /// <summary>
    /// How many times asynchronous rules are asked for one object, one after another; beyond it the failure is
    /// <see cref="ValidationCodes.ValidationTooCostly"/>. Each may be a query of a database, and who sends a list chooses how long it is.
    /// </summary>
    /// <value>Default 1,000; 1 to 1,000,000.</value>
    public int MaxAsyncRules { get; set; } = RuleLimits.Default.MaxAsyncRules;

    internal RuleLimits ToLimits() => new(MaxDepth, MaxValues, MaxFailures, MaxAsyncRules);
}
