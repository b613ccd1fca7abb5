namespace Platform.Validation;

/// <summary>What came of a validation. A value: success allocates nothing, and failure nothing but the list of failures.</summary>
public readonly struct ValidationResult : IEquatable<ValidationResult>
{
    private readonly ValidationFailure[]? _failures;

    /// <summary>What came of it. Whether an error was found is said, and not read off the list, which is not everything.</summary>
    internal ValidationResult(ValidationFailure[] failures, bool isTruncated, bool hasErrors = true)
    {
        _failures = failures;
        IsTruncated = isTruncated;
        HasErrors = hasErrors;
    }

    /// <summary>Nothing is wrong.</summary>
    public static ValidationResult Valid => default;

    /// <summary>What somebody found who asked neither a schema nor rules.</summary>
    /// <param name="failures">The failures; none for a valid value.</param>
    /// <returns>The result. It is valid where none of them is an error.</returns>
    public static ValidationResult Of(params ReadOnlySpan<ValidationFailure> failures)
    {
        var hasErrors = false;
        foreach (ref readonly var failure in failures)
            hasErrors |= failure.Severity == ValidationSeverity.Error;
        return failures.IsEmpty ? default : new ValidationResult(failures.ToArray(), isTruncated: false, hasErrors);
    }

    /// <summary>Whether nothing is wrong. Warnings and information leave a value valid.</summary>
    public bool IsValid => !HasErrors;

    /// <summary>What is wrong, in the order in which it was found, warnings and information among it.</summary>
    public IReadOnlyList<ValidationFailure> Failures => _failures ?? [];

    /// <summary>Whether looking stopped at the limit of failures, so that more may be wrong.</summary>
    public bool IsTruncated { get; }

    private bool HasErrors { get; }

    /// <summary>All failures, one on a line.</summary>
    /// <returns>The text; <c>valid</c> where nothing is wrong.</returns>
    public override string ToString() => _failures is null or [] ? "valid" : string.Join('\n', _failures);

    /// <summary>Whether two results are the same: the same failures in the same order.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether they are.</returns>
    public bool Equals(ValidationResult other) => IsTruncated == other.IsTruncated && _failures.AsSpan().SequenceEqual(other._failures);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ValidationResult other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IsTruncated, Failures.Count, _failures is [var first, ..] ? first.GetHashCode() : 0);

    /// <summary>Whether two results are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ValidationResult left, ValidationResult right) => left.Equals(right);

    /// <summary>Whether two results differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ValidationResult left, ValidationResult right) => !left.Equals(right);
}
