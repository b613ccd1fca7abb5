using System.Runtime.CompilerServices;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>Applies a compiled schema to one tape.</summary>
internal ref partial struct Evaluator
{
    private readonly SchemaNode[] _nodes;
    private readonly uint[] _words;
    private readonly ReadOnlySpan<byte> _json;
    private readonly EvaluationState _state;
    private readonly CompiledSchema _schema;
    private readonly FailureReporter? _reporter;
    private readonly long _maxSteps;
    private readonly int _maxDepth;
    private readonly long _maxPatternTicks;
    private readonly bool _isAscii;
    private long _steps;
    private long _patternTicks;
    private int _depth;
    private Halt _halt;
    private string? _haltPattern;

    public Evaluator(CompiledSchema schema, ReadOnlySpan<byte> json, EvaluationState state, FailureReporter? reporter)
    {
        _schema = schema;
        _nodes = schema.Nodes;
        _json = json;
        _state = state;
        _words = state.Tape.Words;
        _isAscii = state.Tape.IsAscii;
        _reporter = reporter;
        _maxSteps = schema.Limits.MaxSteps;
        _maxDepth = schema.Limits.MaxEvaluationDepth;
        _maxPatternTicks = schema.Limits.MaxPatternTicks;
    }

    /// <summary>Why it was ended, if it was.</summary>
    public readonly Halt Ended => _halt;

    /// <summary>The pattern that took too long, if that ended it.</summary>
    public readonly string? EndedByPattern => _haltPattern;

    /// <summary>How much work was done, in the units of <see cref="SchemaLimits.MaxSteps"/>.</summary>
    public readonly long Steps => _steps;

    private readonly TapeView View => new(_json, _words);

    /// <summary>Whether the instance is valid.</summary>
    public bool Run<TMode>()
        where TMode : struct, IEvaluationMode =>
        Evaluate<TMode>(_schema.Root, 0, SchemaNode.None) & _halt == Halt.No;

    /// <summary>Whether the value at <paramref name="index"/> satisfies a node. Marks are the bits of its members or items that have been evaluated.</summary>
    private bool Evaluate<TMode>(int id, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        if (!TryEnter(id, index))
            return false;
        var valid = EvaluateNode<TMode>(id, index, marks);
        _depth--;
        return valid;
    }

    /// <summary>A member or item whose node is more than a mask, when only yes or no is asked: the shortest way to the plan that judges it.</summary>
    private bool JudgeChild(ref readonly SchemaNode node, int id, uint kind, int index)
    {
        if (node.IsLeaf)
            return JudgeLeaf(in node, kind, index);
        if (!node.IsPlain)
            return Evaluate<Judging>(id, index, SchemaNode.None);
        if (kind < TapeKind.Object)
            return JudgeLeaf(in node, kind, index);
        if (((node.Kinds >> (int)kind) & 1) == 0 || !TryEnter(id, index))
            return false;
        var valid = kind == TapeKind.Object
            ? node.Object is null || EvaluateObject<Judging>(id, node.Object, index, SchemaNode.None)
            : node.Array is null || EvaluateArray<Judging>(id, node.Array, index, SchemaNode.None);
        _depth--;
        return valid;
    }

    /// <summary>Counts one subschema more, within the limits. What is entered is left by counting <c>_depth</c> down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnter(int id, int index)
    {
        if (++_steps > _maxSteps || _halt != Halt.No || (_depth >= _maxDepth && HasDepth(id, index)))
            return Stop(_steps > _maxSteps ? Halt.TooCostly : Halt.TooDeep);
        // Frames are larger in code that is not optimised yet, so the stack itself is asked now and then, too.
        if ((++_depth & 15) != 0 || RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return true;
        _depth--;
        return Stop(Halt.TooDeep);
    }

    /// <summary>
    /// Whether other nodes can take part. Where none can, a value is judged without being entered if that is quicker; so that it makes no
    /// difference, it is nowhere too deep.
    /// </summary>
    private readonly bool HasDepth(int id, int index)
    {
        ref readonly var node = ref _nodes[id];
        return !node.IsLeaf && !(node.IsPlain && _words[index + 1] < TapeKind.FirstContainer);
    }

    private bool EvaluateNode<TMode>(int id, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        ref readonly var node = ref _nodes[id];
        var kind = _words[index + 1] >> JsonTape.KindShift;
        var valid = true;
        if (!IsOfKind(in node, kind, index))
        {
            if (!GoesOn<TMode>())
                return false;
            ReportKind(id, in node, kind);
            if (node.IsFalse)
                return false;
            valid = false;
        }
        if (node.IsKindsOnly)
            return valid;
        if (node.Values is not null)
        {
            foreach (var values in node.Values)
            {
                if (!IsAmong(values, kind, index))
                {
                    if (!GoesOn<TMode>())
                        return false;
                    Report(id, values.Keyword, values.Keyword == "enum" ? ValidationCodes.EnumMismatch : ValidationCodes.ConstMismatch, new(new("allowed", values.Shown)));
                    valid = false;
                }
            }
        }
        switch (kind)
        {
            case TapeKind.Integer or TapeKind.Number:
                if (node.Number is not null && !EvaluateNumber<TMode>(id, node.Number, kind, index))
                {
                    if (!GoesOn<TMode>())
                        return false;
                    valid = false;
                }
                break;
            case TapeKind.String:
                if (node.String is not null && !EvaluateString<TMode>(id, node.String, index))
                {
                    if (!GoesOn<TMode>())
                        return false;
                    valid = false;
                }
                break;
            case TapeKind.Object or TapeKind.Array:
                return EvaluateContainer<TMode>(id, in node, kind, index, marks) && valid;
        }
        return (node.Applicators is null || EvaluateApplicators<TMode>(id, node.Applicators, index, marks)) && valid;
    }

    private bool EvaluateContainer<TMode>(int id, ref readonly SchemaNode node, uint kind, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var isObject = kind == TapeKind.Object;
        var unevaluated = isObject ? node.UnevaluatedProperties : node.UnevaluatedItems;
        var count = (int)_words[index + 2];
        var outer = marks;
        var before = _state.MarksUsed;
        if (unevaluated >= 0 && !TryTakeMarks(count, out marks))
            return false;

        var valid = true;
        if (isObject ? node.Object is not null && !EvaluateObject<TMode>(id, node.Object, index, marks)
            : node.Array is not null && !EvaluateArray<TMode>(id, node.Array, index, marks))
            valid = false;
        if ((valid || GoesOn<TMode>()) && node.Applicators is not null && !EvaluateApplicators<TMode>(id, node.Applicators, index, marks))
            valid = false;
        if (unevaluated >= 0)
        {
            if ((valid || GoesOn<TMode>()) && !EvaluateUnevaluated<TMode>(id, unevaluated, isObject, index, marks))
                valid = false;
            if (outer >= 0)
                _state.MarkAll(outer, count);
            _state.MarksUsed = before;
        }
        return valid;
    }

    /// <summary>The members or items that nothing has looked at (Core, section 11).</summary>
    private bool EvaluateUnevaluated<TMode>(int id, int unevaluated, bool isObject, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        if (!Spend(_words[index + 2]))
            return false;
        var valid = true;
        var end = JsonTape.Behind(_words, index);
        var ordinal = 0;
        for (var at = index + JsonTape.ContainerWords; at < end; ordinal++)
        {
            var value = isObject ? at + JsonTape.KeyWords : at;
            if (!_state.IsMarked(marks, ordinal) && !EvaluateChild<TMode>(id, isObject ? "unevaluatedProperties" : "unevaluatedItems", unevaluated, isObject, at, ordinal, SchemaNode.None, -1))
            {
                if (!GoesOn<TMode>())
                    return false;
                valid = false;
            }
            at = JsonTape.Behind(_words, value);
        }
        return valid;
    }

    /// <summary>Applies a node to a member (by its key) or an item, and marks it as evaluated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool EvaluateChild<TMode>(int id, string keyword, int child, bool isMember, int at, int ordinal, int marks, int bit)
        where TMode : struct, IEvaluationMode
    {
        var value = isMember ? at + JsonTape.KeyWords : at;
        if (marks >= 0)
            _state.Mark(marks, bit);
        if (!TMode.Collects)
        {
            ref readonly var node = ref _nodes[child];
            if (node.IsKindsOnly && !node.IntegralNumbers)
                return ((node.Kinds >> (int)(_words[value + 1] >> JsonTape.KindShift)) & 1) != 0;
            return Evaluate<TMode>(child, value, SchemaNode.None);
        }
        return EvaluateChildCollecting(id, keyword, child, isMember, at, value, ordinal);
    }

    private bool EvaluateChildCollecting(int id, string keyword, int child, bool isMember, int at, int value, int ordinal)
    {
        if (isMember)
            _state.Path.PushKey(at);
        else
            _state.Path.PushIndex(ordinal);
        bool valid;
        if (_nodes[child].IsFalse)
        {
            valid = false;
            if (isMember)
                Report(id, keyword, ValidationCodes.PropertyNotAllowed, new(new("property", TextOf(at))));
            else
                Report(id, keyword, ValidationCodes.ItemNotAllowed, new(new ValidationArgument("index", ordinal)));
        }
        else
        {
            valid = Evaluate<Collecting>(child, value, SchemaNode.None);
        }
        _state.Path.Pop();
        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsOfKind(ref readonly SchemaNode node, uint kind, int index) =>
        ((node.Kinds >> (int)kind) & 1) != 0
        || (kind == TapeKind.Number && node.IntegralNumbers && IsIntegral(View.Raw(index)));

    /// <summary>Whether a number that is written with a point or an exponent is an integer all the same.</summary>
    private bool IsIntegral(ReadOnlySpan<byte> token) => Spend(StepsOf(token.Length)) && new ExactNumber(token).IsInteger;

    /// <summary>Takes room for bits; clearing it, and joining it with others, is work that somebody has to pay.</summary>
    private bool TryTakeMarks(int bits, out int marks)
    {
        marks = SchemaNode.None;
        if (!Spend(2 * StepsOf(bits)))
            return false;
        marks = _state.TakeMarks(bits);
        return true;
    }

    /// <summary>What it costs to walk over so many bytes, or bits that are taken by the word.</summary>
    internal static int StepsOf(int length) => length >> 6;

    /// <summary>Counts work before it is done. What does not fit any more ends the evaluation, and is not to be done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Spend(long steps) => (_steps += steps) <= _maxSteps || StopSpending();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool StopSpending()
    {
        // What was not done is not counted.
        _steps = _maxSteps + 1;
        return Stop(Halt.TooCostly);
    }

    /// <summary>Whether to look for more after a failure: not where only yes or no is asked, nor once the evaluation was ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool GoesOn<TMode>()
        where TMode : struct, IEvaluationMode => TMode.Collects && _halt == Halt.No;

    private bool Stop(Halt reason)
    {
        if (_halt == Halt.No)
            _halt = reason;
        return false;
    }
}

/// <summary>Why an evaluation was ended before it was done.</summary>
internal enum Halt
{
    No,
    TooCostly,
    TooDeep,
    PatternTimeout,

    /// <summary>Nobody wants to hear of more failures.</summary>
    Enough,
}
