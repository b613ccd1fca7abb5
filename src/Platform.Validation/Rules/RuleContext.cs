using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>What generated code needs to know while it judges: which rule sets are asked for, and how far it may still go.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct RuleContext
{
    private readonly ReadOnlySpan<string> _ruleSets;
    private int _depth;
    private int _values;
    private readonly bool _mayAsk;

    internal RuleContext(ReadOnlySpan<string> ruleSets, RuleLimits limits, bool mayAsk = false)
    {
        _ruleSets = ruleSets;
        _mayAsk = mayAsk;
        _depth = limits.MaxDepth;
        _values = limits.MaxValues;
    }

    internal bool MetAsyncRules { get; private set; }

    internal bool MetWarnings { get; private set; }

    /// <summary>Says that a rule is broken which leaves the value valid. What is judged goes on: an error may come yet.</summary>
    public void MeetWarning() => MetWarnings = true;

    /// <summary>Says that a value has asynchronous rules.</summary>
    /// <exception cref="InvalidOperationException">Nobody is going to ask them: the validation is a synchronous one.</exception>
    public void MeetAsyncRules()
    {
        if (!_mayAsk)
            throw new InvalidOperationException("The value, or one nested in it, has asynchronous rules; call ValidateAsync, which asks them.");
        MetAsyncRules = true;
    }

    /// <summary>Whether the rules of a set are asked for.</summary>
    /// <param name="ruleSet">The name of the set.</param>
    /// <returns>Whether they are.</returns>
    public readonly bool Includes(string ruleSet) => !_ruleSets.IsEmpty && _ruleSets.Contains(ruleSet);

    /// <summary>Goes into a nested value.</summary>
    /// <returns>Whether it may be looked at; <see langword="false"/> where a limit is reached.</returns>
    public bool Enter() => --_depth >= 0 && --_values >= 0;

    /// <summary>Comes back from a nested value.</summary>
    public void Leave() => _depth++;
}
