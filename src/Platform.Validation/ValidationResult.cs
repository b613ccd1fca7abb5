namespace Platform.Validation;

/// <summary>What came of a validation. Where nothing is wrong there is one shared instance, so that success allocates nothing.</summary>
public sealed class ValidationResult
{
    internal ValidationResult(IReadOnlyList<ValidationFailure> failures, bool isTruncated)
    {
        Failures = failures;
        IsTruncated = isTruncated;
    }

    /// <summary>Nothing is wrong.</summary>
    public static ValidationResult Valid { get; } = new([], false);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsValid => Failures.Count == 0;

    /// <summary>What is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<ValidationFailure> Failures { get; }

    /// <summary>Whether looking stopped at the limit of failures, so that more may be wrong.</summary>
    public bool IsTruncated { get; }

    /// <summary>All failures, one on a line.</summary>
    /// <returns>The text; <c>valid</c> where nothing is wrong.</returns>
    public override string ToString() => IsValid ? "valid" : string.Join('\n', Failures);
}
