using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

internal ref partial struct Evaluator
{
    private bool EvaluateApplicators<TMode>(int id, Applicator[] applicators, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        foreach (var applicator in applicators)
        {
            var passes = applicator.Kind switch
            {
                ApplicatorKind.All => EvaluateAll<TMode>(applicator, index, marks),
                ApplicatorKind.Any => EvaluateAny<TMode>(id, applicator, index, marks),
                ApplicatorKind.One => EvaluateOne<TMode>(id, applicator, index, marks),
                ApplicatorKind.Not => EvaluateNot<TMode>(id, applicator, index),
                _ => EvaluateIf<TMode>(applicator, index, marks),
            };
            if (passes)
                continue;
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        return valid;
    }

    private bool EvaluateAll<TMode>(Applicator applicator, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var valid = true;
        foreach (var node in applicator.Nodes)
        {
            if (Evaluate<TMode>(node, index, marks))
                continue;
            if (!GoesOn<TMode>())
                return false;
            valid = false;
        }
        return valid;
    }

    private bool EvaluateAny<TMode>(int id, Applicator applicator, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var any = false;
        foreach (var node in applicator.Nodes)
        {
            if (!EvaluateBranch(node, index, marks))
            {
                if (_halt != Halt.No)
                    return false;
                continue;
            }
            any = true;
            // What the other branches evaluate counts too, if somebody wants to know.
            if (marks < 0)
                break;
        }
        if (any || !GoesOn<TMode>())
            return any;
        Report(id, applicator.Keyword, ValidationCodes.AnyOfNone, new(new ValidationArgument("alternatives", applicator.Nodes.Length)));
        DescribeBranches(applicator, index);
        return false;
    }

    private bool EvaluateOne<TMode>(int id, Applicator applicator, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var matched = -1;
        for (var i = 0; i < applicator.Nodes.Length; i++)
        {
            if (!EvaluateBranch(applicator.Nodes[i], index, marks))
            {
                if (_halt != Halt.No)
                    return false;
                continue;
            }
            if (matched >= 0)
            {
                if (GoesOn<TMode>())
                    Report(id, applicator.Keyword, ValidationCodes.OneOfMultiple, new(new ValidationArgument("first", matched), new ValidationArgument("second", i)));
                return false;
            }
            matched = i;
        }
        if (matched >= 0 || !GoesOn<TMode>())
            return matched >= 0;
        Report(id, applicator.Keyword, ValidationCodes.OneOfNone, new(new ValidationArgument("alternatives", applicator.Nodes.Length)));
        DescribeBranches(applicator, index);
        return false;
    }

    /// <summary>Says of each branch why it does not fit.</summary>
    private void DescribeBranches(Applicator applicator, int index)
    {
        foreach (var node in applicator.Nodes)
        {
            if (_halt != Halt.No)
                return;
            Evaluate<Collecting>(node, index, SchemaNode.None);
        }
    }

    private bool EvaluateNot<TMode>(int id, Applicator applicator, int index)
        where TMode : struct, IEvaluationMode
    {
        if (!Try(applicator.Nodes[0], index))
            return _halt == Halt.No;
        if (TMode.Collects)
            Report(id, applicator.Keyword, ValidationCodes.NotMatched, default);
        return false;
    }

    private bool EvaluateIf<TMode>(Applicator applicator, int index, int marks)
        where TMode : struct, IEvaluationMode
    {
        var next = EvaluateBranch(applicator.Nodes[0], index, marks) ? applicator.Nodes[1] : applicator.Nodes[2];
        if (_halt != Halt.No)
            return false;
        return next < 0 || Evaluate<TMode>(next, index, marks);
    }

    /// <summary>Tries a branch. Only one that passes leaves marks.</summary>
    private bool EvaluateBranch(int node, int index, int marks)
    {
        ref readonly var branch = ref _nodes[node];
        // Branches are mostly told apart by type; that needs no call.
        if (((branch.Kinds >> (int)(_words[index + 1] >> JsonTape.KindShift)) & 1) == 0 && !branch.IntegralNumbers)
        {
            Spend(1);
            return false;
        }
        if (marks < 0)
            return Try(node, index);
        var count = (int)_words[index + 2];
        if (!TryTakeMarks(count, out var own))
            return false;
        var passes = Evaluate<Judging>(node, index, own);
        if (passes)
            _state.Merge(own, marks, count);
        _state.MarksUsed = own;
        return passes;
    }

    /// <summary>Judges, and gives back the bits that an evaluation leaves behind which ends at its first failure.</summary>
    private bool Try(int node, int index)
    {
        var before = _state.MarksUsed;
        var passes = Evaluate<Judging>(node, index, SchemaNode.None);
        _state.MarksUsed = before;
        return passes;
    }
}
