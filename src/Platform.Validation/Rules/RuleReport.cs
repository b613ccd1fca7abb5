using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>Gathers the failures of one value. Generated code writes to it; it is pooled, and not safe on several threads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RuleReport
{
    private const int MostKept = 256;

    // One report per thread waits for its next use, so that an invalid value costs nothing but its list of failures.
    [ThreadStatic]
    private static RuleReport? _spare;

    private readonly RulePath _path = new();
    private string[] _ruleSets = [];
    private int _ruleSetCount;
    private RuleLimits _limits = RuleLimits.Default;
    private ValidationFailure[] _failures = new ValidationFailure[8];
    private int _values;
    private bool _isTruncated;

    private RuleReport()
    {
    }

    /// <summary>Whether no more failures are taken.</summary>
    public bool IsFull => _isTruncated;

    /// <summary>How many failures were taken.</summary>
    public int Count { get; private set; }

    internal bool HasErrors { get; private set; }

    internal ReadOnlySpan<ValidationFailure> Failures => _failures.AsSpan(0, Count);

    /// <summary>Whether the rules of a set are asked for.</summary>
    /// <param name="ruleSet">The name of the set.</param>
    /// <returns>Whether they are.</returns>
    public bool Includes(string ruleSet) => _ruleSets.AsSpan(0, _ruleSetCount).Contains(ruleSet);

    /// <summary>Takes a failure.</summary>
    /// <param name="code">The code; it is well formed.</param>
    /// <param name="pointer">Where the value stands within the value that is being looked at, as a JSON Pointer.</param>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="arguments">The facts.</param>
    /// <param name="severity">How bad it is.</param>
    /// <param name="text">A text of the rule's own.</param>
    public void Add(
        string code, string pointer, string rule, in ValidationArguments arguments = default, ValidationSeverity severity = ValidationSeverity.Error,
            ValidationText? text = null)
    {
        if (Count == _limits.MaxFailures)
        {
            _isTruncated = true;
            return;
        }
        if (Count == _failures.Length)
            Array.Resize(ref _failures, Count * 2);
        _failures[Count++] = new ValidationFailure(code, _path.Render(pointer), rule, in arguments, severity, text);
        HasErrors |= severity == ValidationSeverity.Error;
    }

    /// <summary>Goes into a nested value.</summary>
    /// <param name="pointer">Where it stands, as a JSON Pointer.</param>
    /// <returns>Whether it may be looked at; otherwise the limit was reported. <see cref="Leave"/> is called in either case.</returns>
    public bool Enter(string pointer)
    {
        _path.Push(pointer);
        return MayEnter();
    }

    /// <summary>Goes into an item.</summary>
    /// <param name="pointer">Where the list stands.</param>
    /// <param name="index">Which item.</param>
    /// <returns>As for the other overload.</returns>
    public bool Enter(string pointer, int index)
    {
        _path.Push(pointer, index);
        return MayEnter();
    }

    /// <summary>Goes into an entry of a dictionary.</summary>
    /// <param name="pointer">Where the dictionary stands.</param>
    /// <param name="key">Which entry.</param>
    /// <returns>As for the other overload.</returns>
    public bool Enter(string pointer, string key)
    {
        _path.Push(pointer, key);
        return MayEnter();
    }

    /// <summary>Comes back from a nested value.</summary>
    public void Leave() => _path.Pop();

    internal static RuleReport Take(ReadOnlySpan<string> ruleSets, RuleLimits limits)
    {
        var report = _spare ?? new RuleReport();
        _spare = null;
        report._limits = limits;
        if (report._ruleSets.Length < ruleSets.Length)
            report._ruleSets = new string[ruleSets.Length];
        ruleSets.CopyTo(report._ruleSets);
        report._ruleSetCount = ruleSets.Length;
        return report;
    }

    /// <summary>A rule that changes its mind between the two passes must not let anything in.</summary>
    internal void RefuseIfEmpty()
    {
        if (Count == 0)
            Add(ValidationCodes.RuleBroken, "", "");
    }

    internal ValidationResult ToResult() => Count == 0 ? default : new ValidationResult(Failures.ToArray(), _isTruncated);

    /// <summary>Forgets everything, and waits for the next use.</summary>
    internal void Return()
    {
        Array.Clear(_failures, 0, Count);
        Array.Clear(_ruleSets, 0, _ruleSetCount);
        (Count, _values, _ruleSetCount, _isTruncated, HasErrors) = (0, 0, 0, false, false);
        _path.Clear();
        if (_failures.Length <= MostKept)
            _spare = this;
    }

    private bool MayEnter()
    {
        if (_isTruncated)
            return false;
        if (_path.Depth > _limits.MaxDepth)
        {
            Add(ValidationCodes.ValidationTooDeep, "", "", new(new ValidationArgument("limit", _limits.MaxDepth)));
            return false;
        }
        if (++_values <= _limits.MaxValues)
            return true;
        Add(ValidationCodes.ValidationTooCostly, "", "", new(new ValidationArgument("limit", _limits.MaxValues)));
        _isTruncated = true;
        return false;
    }
}
