using Platform.Validation.Schema.Compiling;

namespace Platform.Validation.Schema.Evaluation;

/// <content>An object or array of which a part lies on the tape: some of its members or items, with brackets around them.</content>
internal ref partial struct Evaluator
{
    /// <summary>How long patterns have taken, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public readonly long PatternTicks => _patternTicks;

    /// <summary>Takes over what parts before this one have cost, and how deep the node lies.</summary>
    public void Resume(long steps, long patternTicks, int depth) => (_steps, _patternTicks, _depth) = (steps, patternTicks, depth);

    /// <summary>What a node asks of the container itself when it begins, which is its kind.</summary>
    public bool Begin<TMode>(int id, uint kind)
        where TMode : struct, IEvaluationMode
    {
        ref readonly var node = ref _nodes[id];
        if (!node.IsLeaf && !Spend(1))
            return false;
        // As where a node is entered: a leaf is nowhere too deep.
        if (_depth > _maxDepth && !node.IsLeaf)
            return Stop(Halt.TooDeep);
        if (((node.Kinds >> (int)kind) & 1) != 0)
            return true;
        if (TMode.Collects)
            ReportKind(id, in node, kind);
        return false;
    }

    /// <summary>What a node asks of the members or items of a part.</summary>
    /// <param name="id">The node.</param>
    /// <param name="isObject">Whether they are members.</param>
    /// <param name="before">How many items came before.</param>
    /// <param name="seen">The tracked names that have been seen, for the whole object.</param>
    public bool EvaluatePart<TMode>(int id, bool isObject, int before, Span<ulong> seen)
        where TMode : struct, IEvaluationMode
    {
        if (!Spend(_words[2]))
            return false;
        if (!isObject)
            return EvaluateItems<TMode>(id, _nodes[id].Array!, 0, SchemaNode.None, before) & _halt == Halt.No;
        var plan = _nodes[id].Object!;
        if (!plan.WalksMembers)
            return true;
        if (!TMode.Collects && plan.IsPlain)
            return JudgePlain(plan, 0, ref seen[0]) & _halt == Halt.No;
        var used = _state.MarksUsed;
        if (!TryBorrow(plan, seen, out var many))
            return false;
        var valid = EvaluateMembers<TMode>(id, plan, 0, SchemaNode.None, many, ref seen[0]) & _halt == Halt.No;
        GiveBack(many, seen);
        _state.MarksUsed = used;
        return valid;
    }

    /// <summary>What a node asks of an object or array as a whole, once all of it has been seen.</summary>
    public bool EvaluateEnd<TMode>(int id, bool isObject, int count, Span<ulong> seen)
        where TMode : struct, IEvaluationMode
    {
        if (!isObject)
            return EvaluateItemCount<TMode>(id, _nodes[id].Array!, count);
        var plan = _nodes[id].Object!;
        var valid = EvaluatePropertyCount<TMode>(id, plan, count);
        if ((!valid && !TMode.Collects) || plan.Tracked == 0)
            return valid;
        var used = _state.MarksUsed;
        valid &= TryBorrow(plan, seen, out var many) && EvaluateTracked<TMode>(id, plan, SchemaNode.None, seen[0], many, SchemaNode.None);
        _state.MarksUsed = used;
        return valid;
    }

    /// <summary>The nodes that apply to the value of a member, of which only the key is there yet.</summary>
    public void FindNodes(int id, int key, List<int> nodes)
    {
        var plan = _nodes[id].Object!;
        if (!plan.WalksMembers || !Spend(StepsOf(View.Raw(key).Length)))
            return;
        var slot = plan.Map.Find(_words[key + 2], Decoded(View.Raw(key), View.IsEscaped(key)));
        if (slot >= 0 && plan.Slots[slot] is var known)
        {
            if (known.Node >= 0)
                nodes.Add(known.Node);
            nodes.AddRange(known.Patterns);
            if (!known.IsProperty && plan.Additional >= 0)
                nodes.Add(plan.Additional);
            return;
        }
        var found = nodes.Count;
        if (!Spend(plan.Patterns.Length * (1L + StepsOf(View.Raw(key).Length))))
            return;
        foreach (ref readonly var pattern in plan.Patterns.AsSpan())
        {
            if (Matches(pattern.Matcher, Decoded(View.Raw(key), View.IsEscaped(key))))
                nodes.Add(pattern.Node);
            if (_halt != Halt.No)
                return;
        }
        if (nodes.Count == found && plan.Additional >= 0)
            nodes.Add(plan.Additional);
    }

    /// <summary>What a node asks of the name of a member, and that it was seen.</summary>
    public bool EvaluateKey<TMode>(int id, int key, Span<ulong> seen)
        where TMode : struct, IEvaluationMode
    {
        var plan = _nodes[id].Object!;
        if (!Spend(1 + StepsOf(View.Raw(key).Length)))
            return false;
        if (!plan.WalksMembers)
            return true;
        var slot = plan.Map.Find(_words[key + 2], Decoded(View.Raw(key), View.IsEscaped(key)));
        if (slot >= 0 && plan.Slots[slot].Tracked is >= 0 and var tracked)
            seen[tracked >> 6] |= 1ul << (tracked & 63);
        return plan.PropertyNames < 0 || EvaluateName<TMode>(id, plan.PropertyNames, key);
    }

    private bool TryBorrow(ObjectPlan plan, ReadOnlySpan<ulong> seen, out int many)
    {
        many = SchemaNode.None;
        if (plan.Tracked <= TrackedInOneWord)
            return true;
        if (!TryTakeMarks(plan.Tracked, out many))
            return false;
        seen.CopyTo(_state.Marks.AsSpan(many));
        return true;
    }

    private readonly void GiveBack(int many, Span<ulong> seen)
    {
        if (many >= 0)
            _state.Marks.AsSpan(many, seen.Length).CopyTo(seen);
    }
}
