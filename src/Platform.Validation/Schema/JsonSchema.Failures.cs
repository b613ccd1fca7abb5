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
            reporter.Add(FailureOf(fault, utf8Json, state));
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
        if (FailureOf(ended, pattern) is { } failure && !reporter.HasEnough)
            reporter.Add(failure);
        else if (reporter.Count == 0)
            reporter.Add(new ValidationFailure(ValidationCodes.ValueNotAllowed, "", _compiled.Locations[_compiled.Root]));
        return ended != Halt.No;
    }

    private ValidationFailure? FailureOf(Halt ended, string? pattern) => ended switch
    {
        Halt.TooCostly => new ValidationFailure(ValidationCodes.ValidationTooCostly, "", "", new(new ValidationArgument("limit", _compiled.Limits.MaxSteps))),
        Halt.TooDeep => new ValidationFailure(ValidationCodes.ValidationTooDeep, "", "", new(new ValidationArgument("limit", _compiled.Limits.MaxEvaluationDepth))),
        Halt.PatternTimeout => new ValidationFailure(ValidationCodes.StringPatternTimeout, "", "", new(new ValidationArgument("pattern", pattern!))),
        _ => null,
    };

    private ValidationFailure FailureOf(ScanFault fault, ReadOnlySpan<byte> utf8Json, EvaluationState state)
    {
        var tape = state.Tape;
        var limits = _compiled.Limits;
        if (fault == ScanFault.TooLarge)
            return TooLarge().Failures[0];
        tape.DescribeFault(state.Path);
        var pointer = state.Path.Render(utf8Json, tape.Words);
        var offset = new ValidationArguments(new ValidationArgument("offset", tape.FaultOffset));
        return fault switch
        {
            ScanFault.NotUtf8 => new ValidationFailure(ValidationCodes.JsonNotUtf8, "", "", offset),
            ScanFault.TooDeep => new ValidationFailure(ValidationCodes.JsonTooDeep, pointer, "", new(new ValidationArgument("limit", limits.MaxDepth))),
            ScanFault.LoneSurrogate => new ValidationFailure(ValidationCodes.JsonLoneSurrogate, pointer, "", offset),
            ScanFault.DuplicateProperty => new ValidationFailure(
                ValidationCodes.JsonDuplicateProperty, pointer, "", new(new ValidationArgument("property", JsonText.DecodeStart(utf8Json, tape.Words, tape.FaultKey, FailureText.MaxLength)))),
            ScanFault.TooManyProperties => new ValidationFailure(ValidationCodes.JsonTooManyProperties, pointer, "", new(new ValidationArgument("limit", limits.MaxProperties))),
            ScanFault.TooManyItems => new ValidationFailure(ValidationCodes.JsonTooManyItems, pointer, "", new(new ValidationArgument("limit", limits.MaxItems))),
            _ => new ValidationFailure(ValidationCodes.JsonMalformed, pointer, "", offset),
        };
    }

    private ValidationResult TooLarge() =>
        new([new ValidationFailure(ValidationCodes.JsonTooLarge, "", "", new(new ValidationArgument("limit", _compiled.Limits.MaxBytes)))], false);

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
