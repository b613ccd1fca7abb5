using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

internal ref partial struct Evaluator
{
    private const int TrackedInOneWord = 64;

    private bool EvaluateObject<TMode>(int id, ObjectPlan plan, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var count = (int)_words[index + 2];
        if (!Spend(count))
            return false;
        var valid = EvaluatePropertyCount<TMode>(id, plan, count);
        if (!valid && !TMode.Collects)
            return false;
        if (!plan.WalksMembers)
            return valid;

        // What was seen of the tracked names: in a word, or, where they are too many, in borrowed bits.
        var seen = 0ul;
        if (!TMode.Collects && marks < 0 && plan.IsPlain)
            return JudgePlain(plan, index, ref seen) && (seen & plan.RequiredBits) == plan.RequiredBits;
        var before = _state.MarksUsed;
        var many = SchemaNode.None;
        if (plan.Tracked > TrackedInOneWord && !TryTakeMarks(plan.Tracked, out many))
            return false;
        if (!EvaluateMembers<TMode>(id, plan, index, marks, many, ref seen))
        {
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        if (plan.Tracked > 0)
        {
            if (!EvaluateTracked<TMode>(id, plan, index, seen, many, marks))
            {
                if (!GoesOn<TMode>())
                    return false;
                valid = false;
            }
            _state.MarksUsed = before;
        }
        return valid;
    }

    private bool EvaluatePropertyCount<TMode>(int id, ObjectPlan plan, int count)
        where TMode : struct, IEvaluationMode
    {
        if (count < plan.MinProperties)
        {
            if (TMode.Collects)
                Report(id, "minProperties", ValidationCodes.PropertiesTooFew, new(new("minimum", plan.MinProperties), new("actual", count)));
            return false;
        }
        if (count > plan.MaxProperties)
        {
            if (TMode.Collects)
                Report(id, "maxProperties", ValidationCodes.PropertiesTooMany, new(new("maximum", plan.MaxProperties), new("actual", count)));
            return false;
        }
        return true;
    }

    private bool EvaluateMembers<TMode>(int id, ObjectPlan plan, int index, int marks, int many, ref ulong seen)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        var slots = plan.Slots;
        var end = JsonTape.Behind(_words, index);
        var ordinal = 0;
        for (var key = index + JsonTape.ContainerWords; key < end; ordinal++)
        {
            var slot = View.IsEscaped(key) ? FindEscaped(plan.Map, key) : plan.Map.Find(_words[key + 2], View.Raw(key));
            if (slot >= 0)
            {
                ref readonly var known = ref slots[slot];
                if (known.Tracked >= 0)
                {
                    if (many < 0)
                        seen |= 1ul << known.Tracked;
                    else
                        _state.Mark(many, known.Tracked);
                }
                if (known.Node >= 0 && !EvaluateChild<TMode>(id, "properties", known.Node, true, key, ordinal, marks, ordinal))
                {
                    if (!GoesOn<TMode>())
                        return false;
                    valid = false;
                }
                if (known.Patterns.Length > 0 && !EvaluateKnownPatterns<TMode>(id, known.Patterns, key, ordinal, marks))
                {
                    if (!GoesOn<TMode>())
                        return false;
                    valid = false;
                }
                if (!known.IsProperty && plan.Additional >= 0 && !EvaluateChild<TMode>(id, "additionalProperties", plan.Additional, true, key, ordinal, marks, ordinal))
                {
                    if (!GoesOn<TMode>())
                        return false;
                    valid = false;
                }
            }
            else if ((plan.Patterns.Length > 0 || plan.Additional >= 0) && !EvaluateUnknown<TMode>(id, plan, key, ordinal, marks))
            {
                if (!GoesOn<TMode>())
                    return false;
                valid = false;
            }
            if (plan.PropertyNames >= 0 && !EvaluateName<TMode>(id, plan.PropertyNames, key))
            {
                if (!GoesOn<TMode>())
                    return false;
                valid = false;
            }
            key = JsonTape.Behind(_words, key + JsonTape.KeyWords);
        }
        return valid;
    }

    /// <summary>What is asked of the names that were seen of an object, once all were.</summary>
    private bool EvaluateTracked<TMode>(int id, ObjectPlan plan, int index, ulong seen, int many, int marks)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        if (many < 0)
        {
            // Nearly always everything required is there, and one comparison says so.
            var required = plan.RequiredBits;
            if ((seen & required) != required)
            {
                if (!GoesOn<TMode>())
                    return false;
                for (var missing = ~seen & required; missing != 0; missing &= missing - 1)
                    ReportMissing(id, plan, BitOperations.TrailingZeroCount(missing));
                valid = false;
            }
        }
        else
        {
            if (!Spend(plan.Required))
                return false;
            for (var tracked = 0; tracked < plan.Required; tracked++)
            {
                if (_state.IsMarked(many, tracked))
                    continue;
                if (!GoesOn<TMode>())
                    return false;
                ReportMissing(id, plan, tracked);
                valid = false;
            }
        }
        return (plan.Dependencies.Length == 0 || EvaluateDependencies<TMode>(id, plan, index, seen, many, marks)) && valid;
    }

    /// <summary>The members of the plan that most objects have, when only yes or no is asked: one tight loop.</summary>
    private bool JudgePlain(ObjectPlan plan, int index, ref ulong names)
    {
        // The tape was written by the scan and holds what it says, so its words are read without asking for its bounds each time.
        ref var tape = ref MemoryMarshal.GetArrayDataReference(_words);
        ref var source = ref MemoryMarshal.GetReference(_json);
        var nodes = _nodes;
        var slots = plan.Slots;
        var map = plan.Map;
        var seen = names;
        var end = JsonTape.Behind(_words, index);
        for (var key = index + JsonTape.ContainerWords; key < end;)
        {
            var name = Unsafe.Add(ref tape, key + 1);
            var value = key + JsonTape.KeyWords;
            var word = Unsafe.Add(ref tape, value + 1);
            var slot = (name & JsonTape.Escaped) == 0
                ? map.Find(Unsafe.Add(ref tape, key + 2), ref Unsafe.Add(ref source, Unsafe.Add(ref tape, key)), (int)(name & JsonTape.LengthMask))
                : FindEscaped(map, key);
            var child = plan.Additional;
            if (slot >= 0)
            {
                ref readonly var known = ref slots[slot];
                seen |= known.Bit;
                if (known.IsProperty)
                    child = known.Node;
            }
            if (child >= 0)
            {
                ref readonly var node = ref nodes[child];
                if (node.IsMask)
                {
                    if (((node.Kinds >> (int)(word >> JsonTape.KindShift)) & 1) == 0)
                        return false;
                }
                else if (!JudgeChild(in node, child, word >> JsonTape.KindShift, value))
                {
                    return false;
                }
            }
            key = word >= TapeKind.FirstContainer ? (int)(word & JsonTape.PayloadMask) : value + JsonTape.ScalarWords;
        }
        names = seen;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindEscaped(PropertyMap map, int key)
    {
        _steps += StepsOf(View.Raw(key).Length);
        return map.Find(_words[key + 2], Decoded(View.Raw(key), escaped: true));
    }

    private bool EvaluateKnownPatterns<TMode>(int id, int[] nodes, int key, int ordinal, int marks)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        foreach (var node in nodes)
        {
            if (EvaluateChild<TMode>(id, "patternProperties", node, true, key, ordinal, marks, ordinal))
                continue;
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        return valid;
    }

    private bool EvaluateUnknown<TMode>(int id, ObjectPlan plan, int key, int ordinal, int marks)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        var matched = false;
        if (plan.Patterns.Length > 0)
        {
            if (!Spend(plan.Patterns.Length * (1L + StepsOf(View.Raw(key).Length))))
                return false;
            foreach (ref readonly var pattern in plan.Patterns.AsSpan())
            {
                if (!Matches(pattern.Matcher, Decoded(View.Raw(key), View.IsEscaped(key))))
                {
                    // Whether it matches is not known, and so neither what the value may be.
                    if (_halt != Halt.No)
                        return false;
                    continue;
                }
                matched = true;
                if (EvaluateChild<TMode>(id, "patternProperties", pattern.Node, true, key, ordinal, marks, ordinal))
                    continue;
                if (!GoesOn<TMode>())
                    return false;
                valid = false;
            }
        }
        return (matched || plan.Additional < 0 || EvaluateChild<TMode>(id, "additionalProperties", plan.Additional, true, key, ordinal, marks, ordinal)) && valid;
    }

    /// <summary>A key lies on the tape as a string does, so a node can be applied to it.</summary>
    private bool EvaluateName<TMode>(int id, int node, int key)
        where TMode : struct, IEvaluationMode
    {
        if (Try(node, key))
            return true;
        if (!GoesOn<TMode>())
            return false;
        _state.Path.PushKey(key);
        Report(id, "propertyNames", ValidationCodes.PropertyNameNotAllowed, new(new("property", TextOf(key))));
        if (!_nodes[node].IsFalse)
            Evaluate<Collecting>(node, key, SchemaNode.None);
        _state.Path.Pop();
        return false;
    }

    private bool EvaluateDependencies<TMode>(int id, ObjectPlan plan, int index, ulong seen, int many, int marks)
        where TMode : struct, IEvaluationMode
    {
        if (!Spend(plan.Dependencies.Length))
            return false;
        var valid = true;
        foreach (ref readonly var dependency in plan.Dependencies.AsSpan())
        {
            if (!HasSeen(seen, many, dependency.Trigger))
                continue;
            if (!Spend(dependency.Required.Length))
                return false;
            foreach (var required in dependency.Required)
            {
                if (HasSeen(seen, many, required))
                    continue;
                if (!GoesOn<TMode>())
                    return false;
                Report(id, dependency.Keyword, ValidationCodes.DependentPropertyMissing, new(
                    new("property", plan.Map.Names[plan.TrackedSlots[required]]), new("because", plan.Map.Names[plan.TrackedSlots[dependency.Trigger]])));
                valid = false;
            }
            if (dependency.Node >= 0 && !Evaluate<TMode>(dependency.Node, index, marks))
            {
                if (!GoesOn<TMode>())
                    return false;
                valid = false;
            }
        }
        return valid;
    }

    private readonly bool HasSeen(ulong seen, int many, int tracked) => many < 0 ? ((seen >> tracked) & 1) != 0 : _state.IsMarked(many, tracked);

    private void ReportMissing(int id, ObjectPlan plan, int tracked) =>
        Report(id, "required", ValidationCodes.PropertyMissing, new(new("property", plan.Map.Names[plan.TrackedSlots[tracked]])));
}
