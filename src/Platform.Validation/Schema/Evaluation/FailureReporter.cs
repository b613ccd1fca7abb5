namespace Platform.Validation.Schema.Evaluation;

/// <summary>Hands failures on until there are enough.</summary>
internal sealed class FailureReporter(IValidationSink sink, int most)
{
    /// <summary>How many failures were handed on.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more are wanted.</summary>
    public bool HasEnough { get; private set; }

    /// <summary>Hands on a failure. Gives whether another one is wanted.</summary>
    public bool Add(in ValidationFailure failure)
    {
        Count++;
        HasEnough = !sink.Add(in failure) || Count >= most;
        return !HasEnough;
    }
}
