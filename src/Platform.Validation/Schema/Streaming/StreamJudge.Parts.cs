using System.Buffers;
using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Streaming;

/// <content>What has arrived whole.</content>
internal sealed partial class StreamJudge
{
    /// <summary>Judges members or items of the innermost object or array.</summary>
    /// <param name="part">The members or items, without what encloses them.</param>
    /// <param name="isEnd">Whether they are the last.</param>
    /// <returns>Whether to go on.</returns>
    private bool Judge(in ReadOnlySequence<byte> part, bool isEnd) => Read(part, isEnd, isClosed: true);

    /// <summary>Says what is wrong with what does not end, or lies too deep.</summary>
    private bool FaultIn(in ReadOnlySequence<byte> rest) => Read(rest, isEnd: false, isClosed: false);

    private bool Read(in ReadOnlySequence<byte> part, bool isEnd, bool isClosed)
    {
        var length = (int)part.Length + (isClosed ? 2 : 1);
        if (length > JsonTape.MostBytes)
            return Decide(SchemaFailures.TooLarge(Limits));
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var state = EvaluationState.Take();
        try
        {
            rented[0] = Top.Bracket;
            part.CopyTo(rented.AsSpan(1));
            if (isClosed)
                rented[length - 1] = Top.ClosingBracket;
            return Judge(rented.AsSpan(0, length), state, isEnd);
        }
        finally
        {
            state.Return();
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private bool Judge(ReadOnlySpan<byte> text, EvaluationState state, bool isEnd)
    {
        var container = Top;
        var (tape, path) = (state.Tape, state.Path);
        path.Beginning = container.Pointer;
        var fault = tape.Scan(text, container.Limits, state.Scratch);
        if (fault != ScanFault.None)
        {
            // A name in front of it that came in a part before was wrong first.
            if (fault != ScanFault.NotUtf8 && !Remember(container, text, tape, isEnd: false))
                return false;
            tape.DescribeFault(path, container.Count);
            var pointer = path.Render(text, tape.Words);
            return fault == ScanFault.DuplicateProperty
                ? Decide(SchemaFailures.Duplicate(pointer, JsonText.DecodeStart(text, tape.Words, tape.FaultKey, FailureText.MaxLength)))
                : Fault(fault, pointer, _consumed + tape.FaultOffset - 1);
        }
        var count = (int)tape.Words[2];
        if (count == 0 && (!isEnd || container.AwaitsValue))
            return Fault(ScanFault.Malformed, container.Pointer, _consumed + text.Length - 2);
        if (!Remember(container, text, tape, isEnd) || !JudgeNodes(container, text, state))
            return false;
        return Count(container, count);
    }

    private bool Count(OpenContainer container, int more)
    {
        if (container.Count > (container.IsObject ? Limits.MaxProperties : Limits.MaxItems) - more)
            return Fault(container.IsObject ? ScanFault.TooManyProperties : ScanFault.TooManyItems, container.Pointer, _consumed);
        container.Count += more;
        // Where nobody asks how many there were, too many are enough.
        if (mostFailures > 0 || !Array.Exists(container.Nodes, node => container.Count > MostOf(node.Id, container.IsObject)))
            return true;
        (_isInvalid, _phase) = (true, Phase.Decided);
        return false;
    }

    private long MostOf(int node, bool isObject) => isObject ? schema.Nodes[node].Object!.MaxProperties : schema.Nodes[node].Array!.MaxItems;

    /// <summary>Within a part the scan finds what stands twice. What came in other parts has to be remembered.</summary>
    private bool Remember(OpenContainer container, ReadOnlySpan<byte> text, JsonTape tape, bool isEnd)
    {
        if (!container.IsObject || schema.ScanLimits.AllowDuplicateProperties || (isEnd && !container.HasNames))
            return true;
        var words = tape.Words;
        for (var key = JsonTape.ContainerWords; key < tape.Used; key = tape.BehindMember(key))
        {
            if (!Remember(container, JsonText.Decode(text, words, key)))
                return false;
        }
        return true;
    }

    private bool Remember(OpenContainer container, string name) =>
        schema.ScanLimits.AllowDuplicateProperties || container.TryAdd(name) || Decide(SchemaFailures.Duplicate(FailureText.Cut(container.Pointer), name));

    private bool JudgeNodes(OpenContainer container, ReadOnlySpan<byte> text, EvaluationState state)
    {
        foreach (var node in container.Nodes)
        {
            var evaluator = Resume(text, state, null, node.Depth);
            var isValid = evaluator.EvaluatePart<Judging>(node.Id, container.IsObject, container.Count, node.Seen);
            if (isValid)
            {
                Pause(evaluator);
                continue;
            }
            var (sink, reporter) = Reporter();
            var describing = Resume(text, state, reporter, node.Depth);
            var known = _failures.Count;
            if (reporter is not null && evaluator.Ended == Halt.No)
            {
                describing.EvaluatePart<Collecting>(node.Id, container.IsObject, container.Count, node.Seen);
                // A format of somebody else's can answer in another way when it is asked again.
                if (_failures.Count == known && describing.Ended == Halt.No)
                    _failures.Add(new ValidationFailure(ValidationCodes.ValueNotAllowed, FailureText.Cut(container.Pointer), schema.Locations[node.Id]));
            }
            if (!Note(sink, evaluator.Ended == Halt.No ? describing : evaluator))
                return false;
        }
        return true;
    }

    private bool JudgeEnd(OpenContainer container)
    {
        var state = EvaluationState.Take();
        try
        {
            state.Path.Beginning = container.Pointer;
            foreach (var node in container.Nodes)
            {
                var (sink, reporter) = Reporter();
                var evaluator = Resume(default, state, reporter, node.Depth);
                var isValid = reporter is null
                    ? evaluator.EvaluateEnd<Judging>(node.Id, container.IsObject, container.Count, node.Seen)
                    : evaluator.EvaluateEnd<Collecting>(node.Id, container.IsObject, container.Count, node.Seen);
                if (!isValid && !Note(sink, evaluator))
                    return false;
            }
            return true;
        }
        finally
        {
            state.Return();
        }
    }

    private Evaluator Resume(ReadOnlySpan<byte> text, EvaluationState state, FailureReporter? reporter, int depth)
    {
        var evaluator = new Evaluator(schema, text, state, reporter);
        // Within the node itself.
        evaluator.Resume(_steps, _patternTicks, depth + 1);
        return evaluator;
    }

    private void Pause(in Evaluator evaluator) => (_steps, _patternTicks) = (evaluator.Steps, evaluator.PatternTicks);

    /// <summary>Where failures go, if anybody wants to know them.</summary>
    private (FailureSink? Sink, FailureReporter? Reporter) Reporter()
    {
        if (mostFailures == 0)
            return (null, null);
        var sink = new FailureSink(_failures);
        return (sink, new FailureReporter(sink, mostFailures - _failures.Count));
    }

    /// <summary>Something is wrong.</summary>
    /// <returns>Whether to look for more.</returns>
    private bool Note(FailureSink? sink, in Evaluator evaluator)
    {
        _isInvalid = true;
        Pause(evaluator);
        if (sink is not null && SchemaFailures.Of(evaluator.Ended, evaluator.EndedByPattern, Limits) is { } halted)
            _failures.Add(halted);
        if (mostFailures > 1 && evaluator.Ended == Halt.No)
            return true;
        (_isCut, _phase) = (evaluator.Ended != Halt.No, Phase.Decided);
        return false;
    }

    private sealed class FailureSink(List<ValidationFailure> failures) : IValidationSink
    {
        public bool Add(in ValidationFailure failure)
        {
            failures.Add(failure);
            return true;
        }
    }
}
