using System.Buffers;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Streaming;

/// <summary>
/// Judges a text while it arrives. What has arrived whole of an object or array is judged and dropped; a member or item that is longer than
/// what is kept is gone into. So no more of the text is in memory than the longest value that can only be judged as a whole.
/// </summary>
/// <remarks>
/// A value is judged in parts where each keyword asks its members or items one by one, or counts them. <c>enum</c>, <c>const</c>, <c>uniqueItems</c>,
/// <c>contains</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c>, <c>if</c>, <c>dependentSchemas</c> and <c>unevaluated…</c> have to see it whole: it is gathered. A part is judged as what it is with
/// brackets around it, by the code that judges everything else.
/// </remarks>
internal sealed partial class StreamJudge(CompiledSchema schema, int mostFailures, int partBytes)
{
    private readonly List<OpenContainer> _open = [];
    private readonly List<ValidationFailure> _failures = [];
    private readonly Separators _separators = new(schema.Limits.MaxDepth);
    private Phase _phase;
    private bool _isGathering;
    private bool _isInvalid;
    private bool _isCut;
    private long _consumed;
    private long _steps;
    private long _patternTicks;

    private enum Phase
    {
        Before,
        Within,
        Behind,
        Decided,
    }

    /// <summary>How many bytes were judged and dropped.</summary>
    public long Consumed => _consumed;

    /// <summary>Whether nothing has been dropped, so that what is there is everything.</summary>
    public bool IsWhole => _phase == Phase.Before;

    public bool IsValid => !_isInvalid;

    public ValidationResult Result => _isInvalid ? new ValidationResult([.. _failures], _isCut) : ValidationResult.Valid;

    private OpenContainer Top => _open[^1];

    private SchemaLimits Limits => schema.Limits;

    /// <summary>Judges what can be judged.</summary>
    /// <param name="bytes">All bytes that have arrived and were not dropped.</param>
    /// <param name="isLast">Whether no more come.</param>
    /// <param name="dropped">How many of them are not needed any more.</param>
    /// <returns>Whether the verdict is known.</returns>
    public bool Read(ReadOnlySequence<byte> bytes, bool isLast, out long dropped)
    {
        var before = _consumed;
        while (_phase != Phase.Decided && Step(bytes.Slice(_consumed - before)))
        {
        }
        dropped = _consumed - before;
        if (isLast && _phase == Phase.Within)
            FaultIn(bytes.Slice(dropped));
        // Whatever was found in it: what does not end is no text.
        if (isLast && _phase is not (Phase.Behind or Phase.Decided))
            Fault(ScanFault.Malformed, "", _consumed);
        return _phase == Phase.Decided || isLast;
    }

    /// <summary>The text is longer than it may be.</summary>
    public void TooLarge() => Decide(SchemaFailures.TooLarge(Limits));

    /// <returns>Whether to go on with what is left.</returns>
    private bool Step(in ReadOnlySequence<byte> rest)
    {
        if (_phase == Phase.Before)
            return !_isGathering && Open(rest);
        if (_phase == Phase.Behind)
            return RefuseBehind(rest);
        if (Top.AwaitsSeparator)
            return ReadSeparator(rest);
        if (!_separators.Read(rest, _consumed))
            return FaultIn(rest);
        if (_separators.End is >= 0 and var end)
        {
            var closing = end - _consumed;
            if (!Judge(rest.Slice(0, closing), isEnd: true))
                return false;
            _consumed = end;
            return ReadEnd(rest.Slice(closing));
        }
        if (_separators.Last is >= 0 and var last)
        {
            if (!Judge(rest.Slice(0, last - _consumed), isEnd: false))
                return false;
            (Top.AwaitsValue, _isGathering) = (true, false);
            _separators.Forget();
            _consumed = last + 1;
            return true;
        }
        if (_isGathering || rest.Length < partBytes)
            return false;
        var blank = SkipWhiteSpace(rest);
        _consumed += blank;
        return rest.Length - blank >= partBytes && Open(rest.Slice(blank));
    }

    /// <summary>Behind a value that was judged in parts comes a comma, or the end of what encloses it.</summary>
    private bool ReadSeparator(in ReadOnlySequence<byte> rest)
    {
        var at = SkipWhiteSpace(rest);
        _consumed += at;
        if (at == rest.Length)
            return false;
        var behind = rest.Slice(at);
        if (First(behind) != ',')
            return ReadEnd(behind);
        (Top.AwaitsSeparator, Top.AwaitsValue) = (false, true);
        _separators.Begin(++_consumed, _open.Count - 1);
        return true;
    }

    /// <summary>The bracket that closes the innermost object or array, or should.</summary>
    private bool ReadEnd(in ReadOnlySequence<byte> rest)
    {
        var closed = Top;
        if (First(rest) != closed.ClosingBracket)
            return Fault(ScanFault.Malformed, closed.Pointer, _consumed);
        (_consumed, _isGathering) = (_consumed + 1, false);
        if (!JudgeEnd(closed))
            return false;
        _open.RemoveAt(_open.Count - 1);
        if (_open.Count == 0)
            _phase = Phase.Behind;
        else
            Top.AwaitsSeparator = true;
        return true;
    }

    private bool RefuseBehind(in ReadOnlySequence<byte> rest)
    {
        var at = SkipWhiteSpace(rest);
        _consumed += at;
        return at < rest.Length && Fault(ScanFault.Malformed, "", _consumed);
    }

    /// <summary>The first byte of some; pieces can be empty.</summary>
    private static byte First(in ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
        {
            if (piece.Length > 0)
                return piece.Span[0];
        }
        throw new ArgumentException("No byte is there.", nameof(bytes));
    }

    private static long SkipWhiteSpace(in ReadOnlySequence<byte> bytes)
    {
        long skipped = 0;
        foreach (var piece in bytes)
        {
            var at = piece.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (at >= 0)
                return skipped + at;
            skipped += piece.Length;
        }
        return skipped;
    }

    /// <returns>False: nothing is left to do.</returns>
    private bool Fault(ScanFault fault, string pointer, long offset) => Decide(SchemaFailures.Of(fault, FailureText.Cut(pointer), offset, Limits));

    /// <summary>What is no JSON, or beyond a limit, is that and nothing else.</summary>
    private bool Decide(ValidationFailure failure)
    {
        _failures.Clear();
        if (mostFailures > 0)
            _failures.Add(failure);
        (_isInvalid, _phase) = (true, Phase.Decided);
        return false;
    }
}
