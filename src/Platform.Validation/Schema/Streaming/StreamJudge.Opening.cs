using System.Buffers;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Streaming;

/// <content>A value that is too long to be waited for.</content>
internal sealed partial class StreamJudge
{
    /// <summary>More judge hardly one value; but a schema that says a thing twice at each of thirty levels says it a billion times.</summary>
    private const int MostNodes = 256;

    /// <summary>So much of a value is looked at for what it is.</summary>
    private int LookAhead => Math.Max(partBytes, 1 << 10);

    /// <summary>Goes into the value that has begun, where it is an object or array that can be judged in parts. Else it is gathered.</summary>
    /// <returns>Whether to go on with what is in it.</returns>
    private bool Open(in ReadOnlySequence<byte> rest)
    {
        var at = BehindWhiteSpace(rest, 0);
        if (at < 0)
            return false;
        if (_phase == Phase.Before || !Top.IsObject)
        {
            var first = First(rest.Slice(at));
            return IsBracket(first) ? OpenItem(first == '{', at + 1) : Gather();
        }
        var length = (int)Math.Min(rest.Length, LookAhead);
        // Behind the key of a member and its colon a value stands that could be any.
        var rented = ArrayPool<byte>.Shared.Rent(length + 8);
        var state = EvaluationState.Take();
        try
        {
            rest.Slice(0, length).CopyTo(rented.AsSpan(1));
            return OpenMember(rest, rented, length, state);
        }
        finally
        {
            state.Return();
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private bool OpenItem(bool isObject, long behindBracket)
    {
        List<OpenNode> nodes = [];
        if (_phase == Phase.Before)
            return TryPlan([schema.Root], isObject, -1, nodes) ? Enter(isObject, "", nodes, behindBracket) : Gather();

        var array = Top;
        foreach (var node in array.Nodes)
        {
            var plan = schema.Nodes[node.Id].Array!;
            var child = array.Count < plan.Prefix.Length ? plan.Prefix[array.Count] : plan.Items;
            if (child < 0)
                continue;
            if (IsRefused(child))
                return false;
            if (!TryPlan([child], isObject, node.Depth, nodes))
                return Gather();
        }
        var pointer = array.PointerOf(array.Count);
        _steps += array.Nodes.Length;
        return Count(array, 1) && Enter(isObject, pointer, nodes, behindBracket);
    }

    private bool OpenMember(in ReadOnlySequence<byte> rest, byte[] rented, int length, EvaluationState state)
    {
        var text = rented.AsSpan(1, length);
        if (text[0] != '"')
            return Gather();
        var end = EndOfString(text, 1);
        // A name can be as long as the text.
        if (end < 0)
            return length >= LookAhead && Gather();
        var colon = BehindWhiteSpace(rest, end);
        if (colon < 0)
            return false;
        if (First(rest.Slice(colon)) != ':')
            return Gather();
        var at = BehindWhiteSpace(rest, colon + 1);
        if (at < 0)
            return false;
        var bracket = First(rest.Slice(at));
        if (!IsBracket(bracket))
            return Gather();
        var isObject = bracket == '{';

        // The key as the only one of an object, so that it lies on a tape as others do.
        rented[0] = (byte)'{';
        ":0}"u8.CopyTo(rented.AsSpan(end + 1));
        var member = rented.AsSpan(0, end + 4);
        var tape = state.Tape;
        if (tape.Scan(member, schema.ScanLimits, state.Scratch) is not ScanFault.None and var fault)
            return Fault(fault, Top.Pointer, _consumed + tape.FaultOffset - 1);

        var container = Top;
        List<OpenNode> nodes = [];
        List<int> children = [];
        foreach (var node in container.Nodes)
        {
            children.Clear();
            var finding = Resume(member, state, null, node.Depth);
            finding.FindNodes(node.Id, JsonTape.ContainerWords, children);
            Pause(finding);
            // Which nodes it has is not known.
            if (finding.Ended != Halt.No)
                return Note(Reporter().Sink, finding);
            if (children.Exists(IsRefused))
                return false;
            if (!TryPlan(children, isObject, node.Depth, nodes))
                return Gather();
        }
        var name = JsonText.Decode(member, tape.Words, JsonTape.ContainerWords);
        state.Path.Beginning = container.Pointer;
        return Remember(container, name) && JudgeKey(container, member, state) && Count(container, 1)
            && Enter(isObject, container.PointerOf(name), nodes, at + 1);
    }

    private bool JudgeKey(OpenContainer container, ReadOnlySpan<byte> member, EvaluationState state)
    {
        foreach (var node in container.Nodes)
        {
            var (sink, reporter) = Reporter();
            var evaluator = Resume(member, state, reporter, node.Depth);
            var isValid = reporter is null
                ? evaluator.EvaluateKey<Judging>(node.Id, JsonTape.ContainerWords, node.Seen)
                : evaluator.EvaluateKey<Collecting>(node.Id, JsonTape.ContainerWords, node.Seen);
            if (isValid && evaluator.Ended == Halt.No)
                Pause(evaluator);
            else if (!Note(sink, evaluator))
                return false;
        }
        return true;
    }

    /// <summary>Puts an object or array on those that are open, and asks the nodes whether they let its kind in.</summary>
    private bool Enter(bool isObject, string pointer, List<OpenNode> nodes, long behindBracket)
    {
        var depth = _open.Count + 1;
        if (depth > Limits.MaxDepth)
            return Fault(ScanFault.TooDeep, _open.Count == 0 ? "" : Top.Pointer, _consumed);
        if (!Begin(isObject, pointer, nodes))
            return false;
        _open.Add(new OpenContainer(
            isObject, pointer, [.. nodes.Where(node => HasPlan(node.Id, isObject))], schema.ScanLimits with { MaxBytes = JsonTape.MostBytes, MaxDepth = Limits.MaxDepth - depth + 1 }));
        _consumed += behindBracket;
        if (_phase == Phase.Before)
            _separators.Begin(_consumed, 0);
        else
            _separators.GoInto();
        _phase = Phase.Within;
        return true;
    }

    private bool Begin(bool isObject, string pointer, List<OpenNode> nodes)
    {
        var state = EvaluationState.Take();
        try
        {
            state.Path.Beginning = pointer;
            foreach (var node in nodes)
            {
                var (sink, reporter) = Reporter();
                var evaluator = Resume(default, state, reporter, node.Depth);
                var kind = isObject ? TapeKind.Object : TapeKind.Array;
                if (reporter is null ? evaluator.Begin<Judging>(node.Id, kind) : evaluator.Begin<Collecting>(node.Id, kind))
                    Pause(evaluator);
                else if (!Note(sink, evaluator))
                    return false;
            }
            return true;
        }
        finally
        {
            state.Return();
        }
    }

    private bool HasPlan(int node, bool isObject) => isObject ? schema.Nodes[node].Object is not null : schema.Nodes[node].Array is not null;

    /// <summary>What a schema of <c>false</c> forbids need not be read where nobody asks why.</summary>
    private bool IsRefused(int node)
    {
        if (mostFailures > 0 || !schema.Nodes[node].IsFalse)
            return false;
        (_isInvalid, _phase) = (true, Phase.Decided);
        return true;
    }

    private bool Gather()
    {
        _isGathering = true;
        return false;
    }

    /// <summary>The nodes that judge an object or array in parts, those of <c>allOf</c> and references among them.</summary>
    /// <returns>Whether it can be judged so: of too many it is judged as a whole, where each costs steps.</returns>
    private bool TryPlan(List<int> nodes, bool isObject, int depth, List<OpenNode> planned)
    {
        foreach (var node in nodes)
        {
            if (!TryPlan(node, isObject, depth + 1, planned))
                return false;
        }
        return true;
    }

    private bool TryPlan(int id, bool isObject, int depth, List<OpenNode> planned)
    {
        ref readonly var node = ref schema.Nodes[id];
        if (planned.Count == MostNodes || node.IsFalse || node.Values is not null || node.UnevaluatedProperties >= 0 || node.UnevaluatedItems >= 0)
            return false;
        if (isObject ? node.Object is { } members && Array.Exists(members.Dependencies, static each => each.Node >= 0)
            : node.Array is { } items && (items.Unique || items.Contains >= 0))
            return false;
        planned.Add(new OpenNode(id, depth, isObject && node.Object is { } plan ? new ulong[Math.Max(1, (plan.Tracked + 63) >> 6)] : []));
        foreach (var applicator in node.Applicators ?? [])
        {
            if (applicator.Kind != ApplicatorKind.All)
                return false;
            foreach (var each in applicator.Nodes)
            {
                if (!TryPlan(each, isObject, depth + 1, planned))
                    return false;
            }
        }
        return true;
    }

    private static bool IsBracket(byte first) => first is (byte)'[' or (byte)'{';

    /// <summary>The first place that is not blank; -1 where it has not come.</summary>
    private static long BehindWhiteSpace(in ReadOnlySequence<byte> bytes, long from)
    {
        var at = from + SkipWhiteSpace(bytes.Slice(from));
        return at == bytes.Length ? -1 : at;
    }

    /// <summary>Behind the quote that ends a string; -1 where it has not come.</summary>
    private static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return -1;
            at += next;
            if (text[at] == '"')
                return at + 1;
            at += 2;
        }
        return -1;
    }
}
