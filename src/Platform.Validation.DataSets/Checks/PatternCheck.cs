using System.Text.RegularExpressions;
using Platform.Shared;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Patterns;

namespace Platform.Validation.DataSets.Checks;

internal sealed class PatternCheck(RuleInfo info, RunContext context, bool isSensitive, Regex pattern) : ColumnCheck<string>(info, context.BatchSize, isSensitive)
{
    /// <summary>So many values may take too long. A file of millions of them would hold the run up for days.</summary>
    private const int MostTimeouts = 100;

    private readonly ClassSequence? _sequence = ClassSequence.TryCreate(pattern);
    private readonly Verdict[] _verdicts = new Verdict[context.BatchSize];
    private long _timeouts;

    private enum Verdict : byte
    {
        Asked,
        TookTooLong,
        NotAsked,
    }

    public override string? DetailAt(int index) => _verdicts[index] switch
    {
        Verdict.TookTooLong => "took longer than a match may",
        Verdict.NotAsked => FormattableString.Invariant($"was not looked at: {MostTimeouts} values before it took longer than a match may"),
        _ => null,
    };

    public override void Merge(RuleCheck other, List<FailedRow> found)
    {
        base.Merge(other, found);
        _timeouts += ((PatternCheck)other)._timeouts;
    }

    public override void Save(StateWriter state)
    {
        base.Save(state);
        state.Write(_timeouts);
    }

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        _timeouts = state.ReadCount();
    }

    protected override int Judge(ReadOnlySpan<string> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || (_sequence is null ? Matches(values[i], out _verdicts[i]) : _sequence.IsMatch(values[i])))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }

    /// <summary>A value that holds an expression up for longer than it may does not match: it must not hold up the run, or end it.</summary>
    private bool Matches(string value, out Verdict verdict)
    {
        verdict = Verdict.NotAsked;
        if (_timeouts >= MostTimeouts)
            return false;
        try
        {
            verdict = Verdict.Asked;
            return pattern.IsMatchInTime(value);
        }
        catch (RegexMatchTimeoutException)
        {
            verdict = Verdict.TookTooLong;
            _timeouts++;
            return false;
        }
    }
}
