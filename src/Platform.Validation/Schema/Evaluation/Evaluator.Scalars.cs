using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Patterns;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

internal ref partial struct Evaluator
{
    /// <summary>A node in which no other takes part, when only yes or no is asked. Its steps are counted with the container around it.</summary>
    private bool JudgeLeaf(ref readonly SchemaNode node, uint kind, int index)
    {
        if (!IsOfKind(in node, kind, index))
            return false;
        if (kind == TapeKind.String)
        {
            if (node.String is not null && !EvaluateString<Judging>(0, node.String, index))
                return false;
        }
        else if (kind is TapeKind.Integer or TapeKind.Number)
        {
            if (node.Number is not null && !EvaluateNumber<Judging>(0, node.Number, kind, index))
                return false;
        }
        if (node.Values is not null)
        {
            foreach (var values in node.Values)
            {
                if (!IsAmong(values, kind, index))
                    return false;
            }
        }
        return true;
    }

    private bool EvaluateNumber<TMode>(int id, NumberPlan plan, uint kind, int index)
        where TMode : struct, IEvaluationMode
    {
        var token = View.Raw(index);
        if (kind == TapeKind.Integer && token.Length <= SmallDecimal.MostDigits && plan.IntegerDivisor != 0)
        {
            SmallDecimal.TryRead(token, out var small);
            var value = small.Digits;
            var passes = value >= plan.LeastInteger && value <= plan.MostInteger && (plan.IntegerDivisor == 1 || value % plan.IntegerDivisor == 0);
            if (passes || !TMode.Collects)
                return passes;
        }
        if (!TMode.Collects && kind == TapeKind.Number && plan.Divisor is null && !View.IsEscaped(index) && IsWithinByWholePart(plan, token))
            return true;
        if (!Spend(StepsOf(token.Length) + plan.BoundSteps))
            return false;
        var valid = true;
        foreach (var bound in plan.Lower)
        {
            if (!bound.Excludes(token, 1))
                continue;
            if (!GoesOn<TMode>())
                return false;
            ReportBound(id, bound, bound.IsExclusive ? ValidationCodes.NumberNotAbove : ValidationCodes.NumberTooSmall, bound.IsExclusive ? "limit" : "minimum");
            valid = false;
        }
        foreach (var bound in plan.Upper)
        {
            if (!bound.Excludes(token, -1))
                continue;
            if (!GoesOn<TMode>())
                return false;
            ReportBound(id, bound, bound.IsExclusive ? ValidationCodes.NumberNotBelow : ValidationCodes.NumberTooLarge, bound.IsExclusive ? "limit" : "maximum");
            valid = false;
        }
        if (plan.Divisor is not { } divisor)
            return valid;
        if (!Spend(ExactNumber.DivisionSteps(token.Length, divisor.Length)))
            return false;
        if (!new ExactNumber(token).IsMultipleOf(new ExactNumber(divisor)))
        {
            if (!GoesOn<TMode>())
                return false;
            Report(id, "multipleOf", ValidationCodes.NumberNotMultiple, new(new("divisor", Encoding.UTF8.GetString(divisor))));
            valid = false;
        }
        return valid;
    }

    /// <summary>Whether the digits before the point say already that a number without an exponent is within all bounds.</summary>
    private static bool IsWithinByWholePart(NumberPlan plan, ReadOnlySpan<byte> token)
    {
        var negative = token[0] == '-';
        var first = negative ? 1 : 0;
        var whole = 0L;
        for (var at = first; at < token.Length && token[at] != '.'; at++)
        {
            // One more would not always fit, and what wraps round is within any bounds.
            if (at - first == SmallDecimal.MostDigits)
                return false;
            whole = (whole * 10) + (token[at] - '0');
        }
        return negative ? -whole - 1 >= plan.LeastInteger && -whole <= plan.MostInteger : whole >= plan.LeastInteger && whole + 1 <= plan.MostInteger;
    }

    private bool EvaluateString<TMode>(int id, StringPlan plan, int index)
        where TMode : struct, IEvaluationMode
    {
        var text = View.Raw(index);
        var escaped = View.IsEscaped(index);
        var valid = true;
        // A character takes at most 4 bytes, and as an escaped pair of surrogates 12. Mostly that says enough without counting.
        var fewest = escaped ? text.Length / 12 : _isAscii ? text.Length : (text.Length + 3) / 4;
        if (fewest < plan.MinLength || text.Length > plan.MaxLength)
        {
            if (!Spend(StepsOf(text.Length)))
                return false;
            var length = !escaped && _isAscii ? text.Length : JsonText.CountCodePoints(Decoded(text, escaped));
            if (length < plan.MinLength)
            {
                if (!GoesOn<TMode>())
                    return false;
                Report(id, "minLength", ValidationCodes.StringTooShort, new(new("minimum", plan.MinLength), new("actual", length)));
                valid = false;
            }
            if (length > plan.MaxLength)
            {
                if (!GoesOn<TMode>())
                    return false;
                Report(id, "maxLength", ValidationCodes.StringTooLong, new(new("maximum", plan.MaxLength), new("actual", length)));
                valid = false;
            }
        }
        if (!plan.NeedsText)
            return valid;
        if (!Spend(StepsOf(text.Length)))
            return false;
        if (plan.Pattern is { } pattern && !Matches(pattern, Decoded(text, escaped)))
        {
            if (!GoesOn<TMode>())
                return false;
            Report(id, "pattern", ValidationCodes.StringPatternMismatch, new(new("pattern", pattern.Pattern)));
            valid = false;
        }
        if (plan.Format is { } format && !format.IsMatch(Decoded(text, escaped)))
        {
            if (!GoesOn<TMode>())
                return false;
            Report(id, "format", ValidationCodes.StringFormatMismatch, new(new("format", format.Name)));
            valid = false;
        }
        return valid;
    }

    /// <summary>A match that takes too long ends everything: whether the text matches is not known, and under a <c>not</c> no answer would be safe.</summary>
    /// <remarks>Each match has its limit, and all together have one: an array is as many matches as it has items.</remarks>
    private bool Matches(PatternMatcher pattern, ReadOnlySpan<byte> text)
    {
        if (_halt != Halt.No)
            return false;
        if (!pattern.TakesTime)
        {
            var isMatch = pattern.IsMatch(text, _state.Scratch, ref _steps, _maxSteps);
            return Spend(0) && isMatch;
        }
        var started = TimeProvider.System.GetTimestamp();
        bool matches;
        try
        {
            matches = pattern.IsMatch(text, _state.Scratch, ref _steps, _maxSteps);
        }
        catch (RegexMatchTimeoutException)
        {
            _patternTicks += TimeProvider.System.GetTimestamp() - started;
            _haltPattern = pattern.Pattern;
            return Stop(Halt.PatternTimeout);
        }
        _patternTicks += TimeProvider.System.GetTimestamp() - started;
        if (_patternTicks <= _maxPatternTicks)
            return Spend(0) && matches;
        _haltPattern = pattern.Pattern;
        return Stop(Halt.PatternTimeout);
    }

    private bool IsAmong(ValuePlan values, uint kind, int index)
    {
        switch (kind)
        {
            case TapeKind.String:
                if (values.Strings is null)
                    return false;
                if (!Spend(StepsOf(View.Raw(index).Length)))
                    return false;
                var text = Decoded(View.Raw(index), View.IsEscaped(index));
                return values.Strings.Find((uint)KeyHash.Of(text), text) >= 0;
            case TapeKind.Integer or TapeKind.Number:
                if (!Spend(values.NumberSteps + (values.Numbers.Length * (1L + StepsOf(View.Raw(index).Length)))))
                    return false;
                foreach (var number in values.Numbers)
                {
                    if (TapeComparison.NumbersAreEqual(View.Raw(index), number))
                        return true;
                }
                return false;
            case TapeKind.Object or TapeKind.Array:
                if (values.Structures.Length > 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
                    return Stop(Halt.TooDeep);
                foreach (var structure in values.Structures)
                {
                    if (AreEqual(index, new TapeView(structure.Json, structure.Words), 0))
                        return true;
                    if (_halt != Halt.No)
                        return false;
                }
                return false;
            default:
                return ((values.Literals >> (int)kind) & 1) != 0;
        }
    }

    /// <summary>Whether a value of the instance and another one are equal, as far as the steps reach that are left.</summary>
    private bool AreEqual(int index, TapeView other, int otherIndex)
    {
        var comparison = new TapeComparison(_state.Scratch, _maxSteps - _steps);
        var areEqual = comparison.AreEqual(View, index, other, otherIndex);
        return Spend(comparison.Steps) && areEqual;
    }

    /// <summary>How many bytes a container takes, and what stands between it and the next value.</summary>
    private readonly int LengthOf(int index)
    {
        var behind = JsonTape.Behind(_words, index);
        return (behind < _state.Tape.Used ? (int)_words[behind] : _json.Length) - (int)_words[index];
    }

    private readonly ReadOnlySpan<byte> Decoded(ReadOnlySpan<byte> text, bool escaped) => escaped ? _state.Scratch.Unescape(text) : text;
}
