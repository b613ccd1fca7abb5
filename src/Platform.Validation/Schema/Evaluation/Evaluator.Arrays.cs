using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

internal ref partial struct Evaluator
{
    /// <summary>So few items are compared each with each; more go through a table of hashes.</summary>
    private const int FewItems = 8;

    private bool EvaluateArray<TMode>(int id, ArrayPlan plan, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var count = (int)_words[index + 2];
        if (!Spend(count))
            return false;
        var valid = EvaluateItemCount<TMode>(id, plan, count);
        if (!valid && !TMode.Collects)
            return false;
        if (!EvaluateItems<TMode>(id, plan, index, marks, before: 0))
        {
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        if (plan.Contains >= 0 && !EvaluateContains<TMode>(id, plan, index, marks))
        {
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        if (plan.Unique && count > 1 && !EvaluateUnique<TMode>(id, index, count))
        {
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        return valid;
    }

    private bool EvaluateItemCount<TMode>(int id, ArrayPlan plan, int count)
        where TMode : struct, IEvaluationMode
    {
        if (count < plan.MinItems)
        {
            if (TMode.Collects)
                Report(id, "minItems", ValidationCodes.ItemsTooFew, new(new("minimum", plan.MinItems), new("actual", count)));
            return false;
        }
        if (count > plan.MaxItems)
        {
            if (TMode.Collects)
                Report(id, "maxItems", ValidationCodes.ItemsTooMany, new(new("maximum", plan.MaxItems), new("actual", count)));
            return false;
        }
        return true;
    }

    /// <summary>Applies to each item what is asked of the items at its place.</summary>
    /// <param name="id">The node.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="index">The array on the tape.</param>
    /// <param name="marks">The marks of its items.</param>
    /// <param name="before">How many items of the array have been judged before, and are not on the tape.</param>
    private bool EvaluateItems<TMode>(int id, ArrayPlan plan, int index, int marks, int before)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        var end = JsonTape.Behind(_words, index);
        var at = index + JsonTape.ContainerWords;
        var ordinal = before;
        for (; ordinal < plan.Prefix.Length && at < end; ordinal++, at = JsonTape.Behind(_words, at))
        {
            if (EvaluateChild<TMode>(id, plan.PrefixKeyword, plan.Prefix[ordinal], false, at, ordinal, marks, ordinal))
                continue;
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        if (plan.Items < 0)
            return valid;
        if (!TMode.Collects && marks < 0)
            return JudgeItems(plan.Items, at, end);
        for (; at < end; ordinal++, at = JsonTape.Behind(_words, at))
        {
            if (EvaluateChild<TMode>(id, plan.ItemsKeyword, plan.Items, false, at, ordinal, marks, ordinal))
                continue;
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        return valid;
    }

    /// <summary>All items of one kind, when only yes or no is asked.</summary>
    private bool JudgeItems(int child, int at, int end)
    {
        var words = _words;
        ref readonly var node = ref _nodes[child];
        if (node.IsMask)
        {
            var kinds = node.Kinds;
            for (; at < end; at = JsonTape.Behind(words, at))
            {
                if (((kinds >> (int)(words[at + 1] >> JsonTape.KindShift)) & 1) == 0)
                    return false;
            }
            return true;
        }
        for (; at < end; at = JsonTape.Behind(words, at))
        {
            if (!JudgeChild(in node, child, words[at + 1] >> JsonTape.KindShift, at))
                return false;
        }
        return true;
    }

    private bool EvaluateContains<TMode>(int id, ArrayPlan plan, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var end = JsonTape.Behind(_words, index);
        var matched = 0;
        var ordinal = 0;
        // Marks need every item; otherwise enough is enough.
        var needsAll = TMode.Collects || (marks >= 0 && plan.ContainsEvaluates) || plan.MaxContains != long.MaxValue;
        for (var at = index + JsonTape.ContainerWords; at < end; at = JsonTape.Behind(_words, at), ordinal++)
        {
            if (!Try(plan.Contains, at))
            {
                if (_halt != Halt.No)
                    return false;
                continue;
            }
            matched++;
            if (marks >= 0 && plan.ContainsEvaluates)
                _state.Mark(marks, ordinal);
            if (!needsAll && matched >= plan.MinContains)
                return true;
        }
        if (matched < plan.MinContains)
        {
            if (TMode.Collects)
                Report(id, plan.MinContains == 1 ? "contains" : "minContains", ValidationCodes.ContainsTooFew, new(new("minimum", plan.MinContains), new("actual", matched)));
            return false;
        }
        if (matched > plan.MaxContains)
        {
            if (TMode.Collects)
                Report(id, "maxContains", ValidationCodes.ContainsTooMany, new(new("maximum", plan.MaxContains), new("actual", matched)));
            return false;
        }
        return true;
    }

    private bool EvaluateUnique<TMode>(int id, int index, int count)
        where TMode : struct, IEvaluationMode
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return Stop(Halt.TooDeep);
        var (first, second) = count <= FewItems ? FindEqualAmongFew(index) : FindEqualByHash(index, count);
        if (first < 0)
            return _halt == Halt.No;
        if (TMode.Collects)
            Report(id, "uniqueItems", ValidationCodes.ItemsNotUnique, new(new ValidationArgument("first", first), new ValidationArgument("second", second)));
        return false;
    }

    private (int First, int Second) FindEqualAmongFew(int index)
    {
        var end = JsonTape.Behind(_words, index);
        var first = 0;
        for (var one = index + JsonTape.ContainerWords; one < end; one = JsonTape.Behind(_words, one), first++)
        {
            var second = first + 1;
            for (var other = JsonTape.Behind(_words, one); other < end; other = JsonTape.Behind(_words, other), second++)
            {
                if (AreEqual(one, View, other))
                    return (first, second);
                if (_halt != Halt.No)
                    return (-1, -1);
            }
        }
        return (-1, -1);
    }

    private (int First, int Second) FindEqualByHash(int index, int count)
    {
        // Each word of the tape is looked at once for its hash, and so is each byte; of a number one by one.
        if (!Spend(JsonTape.Behind(_words, index) - index + (LengthOf(index) >> 3)))
            return (-1, -1);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        // For each entry: the hash, then where the item stands, and its index. An item never stands at zero.
        var hashes = ArrayPool<ulong>.Shared.Rent(size);
        var items = ArrayPool<ulong>.Shared.Rent(size);
        try
        {
            items.AsSpan(0, size).Clear();
            var end = JsonTape.Behind(_words, index);
            var ordinal = 0;
            for (var at = index + JsonTape.ContainerWords; at < end; at = JsonTape.Behind(_words, at), ordinal++)
            {
                var hash = TapeComparison.Hash(View, at, _state.Scratch);
                var slot = (int)(hash & (uint)(size - 1));
                for (; items[slot] != 0; slot = (slot + 1) & (size - 1))
                {
                    if (hashes[slot] != hash)
                        continue;
                    if (AreEqual((int)(items[slot] >> 32), View, at))
                        return ((int)(uint)items[slot], ordinal);
                    if (_halt != Halt.No)
                        return (-1, -1);
                }
                hashes[slot] = hash;
                items[slot] = ((ulong)(uint)at << 32) | (uint)ordinal;
            }
            return (-1, -1);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(hashes);
            ArrayPool<ulong>.Shared.Return(items);
        }
    }
}
