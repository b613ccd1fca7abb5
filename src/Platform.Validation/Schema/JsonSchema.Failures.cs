using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema;

/// <content>What is done only once it is known that something is wrong.</content>
public sealed partial class JsonSchema
{
    private ValidationResult Explain(ReadOnlySpan<byte> utf8Json, EvaluationState state, ScanFault fault, Verdict verdict, SchemaDetail detail)
    {
        var failures = new FailureList();
        var most = detail == SchemaDetail.FirstFailure ? 1 : _compiled.Limits.MaxFailures;
        var truncated = Explain(utf8Json, state, fault, verdict, failures, most);
        return new ValidationResult([.. failures.Failures], truncated);
    }

    /// <summary>Evaluates once more, in the mode that describes. Gives whether there may be more failures than were handed on.</summary>
    private bool Explain(ReadOnlySpan<byte> utf8Json, EvaluationState state, ScanFault fault, Verdict verdict, IValidationSink sink, int most)
    {
        var reporter = new FailureReporter(sink, most);
        if (fault != ScanFault.None)
        {
            reporter.Add(SchemaFailures.Of(fault, utf8Json, state, _compiled.Limits));
            return false;
        }
        var (ended, pattern) = (verdict.Ended, verdict.Pattern);
        if (ended == Halt.No)
        {
            state.MarksUsed = 0;
            var evaluator = new Evaluator(_compiled, utf8Json, state, reporter);
            evaluator.Run<Collecting>();
            (ended, pattern) = (evaluator.Ended, evaluator.EndedByPattern);
        }
        if (SchemaFailures.Of(ended, pattern, _compiled.Limits) is { } failure && !reporter.HasEnough)
            reporter.Add(failure);
        else if (reporter.Count == 0)
            reporter.Add(new ValidationFailure(ValidationCodes.ValueNotAllowed, "", _compiled.Locations[_compiled.Root]));
        return ended != Halt.No;
    }

    private ValidationResult TooLarge() => new([SchemaFailures.TooLarge(_compiled.Limits)], false);

    private sealed class FailureList : IValidationSink
    {
        public List<ValidationFailure> Failures { get; } = [];

        public bool Add(in ValidationFailure failure)
        {
            Failures.Add(failure);
            return true;
        }
    }
}
