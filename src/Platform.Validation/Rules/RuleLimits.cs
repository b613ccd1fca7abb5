namespace Platform.Validation.Rules;

/// <summary>What judging one value may not exceed: an object graph can be deep, wide, or go in circles.</summary>
/// <param name="MaxDepth">How deep validated values may be nested.</param>
/// <param name="MaxValues">How many nested values are looked at.</param>
/// <param name="MaxFailures">How many failures are collected.</param>
/// <param name="MaxAsyncRules">How many times an asynchronous rule is asked.</param>
internal sealed record RuleLimits(int MaxDepth, int MaxValues, int MaxFailures, int MaxAsyncRules)
{
    /// <summary>The limits that hold where no host says others.</summary>
    public static RuleLimits Default { get; } = new(64, 1_000_000, 100, 1_000);
}
