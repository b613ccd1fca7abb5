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
    private int _asked;
    private bool _isTruncated;
    private bool _hasEnded;

    private RuleReport()
    {
    }

    /// <summary>Whether looking on could change nothing: all that are kept are errors, and there were more.</summary>
    /// <remarks>As long as a warning is kept an error may still come, and who sends the value chooses how many warnings there are.</remarks>
    public bool IsFull => _hasEnded || (_isTruncated && Errors >= Count);

    /// <summary>How many failures are kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many errors were found, those among them that are not kept.</summary>
    public int Errors { get; private set; }

    internal bool HasErrors => Errors > 0;

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
        var isError = severity == ValidationSeverity.Error;
        if (isError && Errors < int.MaxValue)
            Errors++;
        if (Count == _limits.MaxFailures)
        {
            _isTruncated = true;
            if (!isError || !TryDropWarning())
                return;
        }
        if (Count == _failures.Length)
            Array.Resize(ref _failures, Count * 2);
        _failures[Count++] = new ValidationFailure(code, _path.Render(pointer), rule, in arguments, severity, text);
    }

    /// <summary>Takes the answers of a rule that was asked about all items at once.</summary>
    /// <param name="holds">Whether it holds, for each item in its order.</param>
    /// <param name="count">How many items there are.</param>
    /// <param name="code">The code; it is well formed.</param>
    /// <param name="pointer">Where the list stands.</param>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="severity">How bad it is.</param>
    /// <param name="text">A text of the rule's own.</param>
    /// <exception cref="InvalidOperationException">There are not as many answers as items, so that nobody knows which is about which.</exception>
    public void AddEach(
        IReadOnlyList<bool>? holds, int count, string code, string pointer, string rule, ValidationSeverity severity = ValidationSeverity.Error, ValidationText? text = null)
    {
        if (holds is null || holds.Count != count)
            throw new InvalidOperationException($"The rule '{rule}' was asked about {count} items and gave {holds?.Count ?? 0} answers; it must give one for each, in their order.");
        for (var i = 0; i < count && !IsFull; i++)
        {
            if (holds[i])
                continue;
            if (Enter(pointer, i))
                Add(code, "", rule, severity: severity, text: text);
            Leave();
        }
    }

    /// <summary>Whether one asynchronous rule more may be asked.</summary>
    /// <returns>Whether it may; otherwise the limit was reported.</returns>
    public bool MayAsk()
    {
        if (_hasEnded)
            return false;
        if (++_asked <= _limits.MaxAsyncRules)
            return true;
        End(_limits.MaxAsyncRules);
        return false;
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

    /// <summary>A rule that changes its mind between the two passes must not let anything in, whatever warnings stand beside it.</summary>
    internal void RefuseWithoutError()
    {
        if (!HasErrors)
            Add(ValidationCodes.RuleBroken, "", "");
    }

    internal ValidationResult ToResult() => Count == 0 ? default : new ValidationResult(Failures.ToArray(), _isTruncated, HasErrors);

    /// <summary>Forgets everything, and waits for the next use.</summary>
    internal void Return()
    {
        Array.Clear(_failures, 0, Count);
        Array.Clear(_ruleSets, 0, _ruleSetCount);
        (_asked, Count, Errors, _values, _ruleSetCount, _isTruncated, _hasEnded) = (0, 0, 0, 0, 0, false, false);
        _path.Clear();
        if (_failures.Length <= MostKept)
            _spare = this;
    }

    private bool MayEnter()
    {
        if (IsFull)
            return false;
        if (_path.Depth > _limits.MaxDepth)
        {
            Add(ValidationCodes.ValidationTooDeep, "", "", new(new ValidationArgument("limit", _limits.MaxDepth)));
            return false;
        }
        if (++_values <= _limits.MaxValues)
            return true;
        End(_limits.MaxValues);
        return false;
    }

    private void End(int limit)
    {
        Add(ValidationCodes.ValidationTooCostly, "", "", new(new ValidationArgument("limit", limit)));
        (_isTruncated, _hasEnded) = (true, true);
    }

    /// <summary>Makes room for an error where nothing but a warning would be kept in its place: the last of them goes.</summary>
    private bool TryDropWarning()
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_failures[i].Severity == ValidationSeverity.Error)
                continue;
            Array.Copy(_failures, i + 1, _failures, i, Count - i - 1);
            Count--;
            return true;
        }
        return false;
    }
}
