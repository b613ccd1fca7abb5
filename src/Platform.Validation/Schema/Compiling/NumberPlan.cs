using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>What is asked of a number. Whole numbers of ordinary size are judged by three machine words.</summary>
internal sealed class NumberPlan
{
    private NumberBound[] _lower = [];
    private NumberBound[] _upper = [];
    private byte[]? _divisor;

    /// <summary>The bounds below, of which each has to hold.</summary>
    public ReadOnlySpan<NumberBound> Lower => _lower;

    public ReadOnlySpan<NumberBound> Upper => _upper;

    public byte[]? Divisor => _divisor;

    /// <summary>What it costs to read the bounds once, as they are written.</summary>
    public int BoundSteps { get; private set; }

    /// <summary>The least whole number that passes.</summary>
    public long LeastInteger { get; private set; } = long.MinValue;

    public long MostInteger { get; private set; } = long.MaxValue;

    /// <summary>The divisor if it is a whole number of ordinary size, 1 if there is none, 0 if it has to be computed exactly.</summary>
    public long IntegerDivisor { get; private set; } = 1;

    public void AddLower(NumberBound bound)
    {
        _lower = [.. _lower, bound];
        BoundSteps += Evaluator.StepsOf(bound.Token.Length);
        var number = new ExactNumber(bound.Token);
        var whole = number.Truncate(out var hadFraction);
        if (whole is long.MinValue or long.MaxValue)
            LeastInteger = Math.Max(LeastInteger, whole);
        else if (hadFraction)
            LeastInteger = Math.Max(LeastInteger, number.IsNegative ? whole : whole + 1);
        else
            LeastInteger = Math.Max(LeastInteger, bound.IsExclusive ? whole + 1 : whole);
    }

    public void AddUpper(NumberBound bound)
    {
        _upper = [.. _upper, bound];
        BoundSteps += Evaluator.StepsOf(bound.Token.Length);
        var number = new ExactNumber(bound.Token);
        var whole = number.Truncate(out var hadFraction);
        if (whole is long.MinValue or long.MaxValue)
            MostInteger = Math.Min(MostInteger, whole);
        else if (hadFraction)
            MostInteger = Math.Min(MostInteger, number.IsNegative ? whole - 1 : whole);
        else
            MostInteger = Math.Min(MostInteger, bound.IsExclusive ? whole - 1 : whole);
    }

    public void SetDivisor(byte[] token)
    {
        _divisor = token;
        var number = new ExactNumber(token);
        var whole = number.Truncate(out var hadFraction);
        IntegerDivisor = hadFraction || whole == long.MaxValue ? 0 : whole;
    }
}
