namespace Platform.Errors;

/// <summary>What every result says of itself, for code that does not know the type of the value: a filter, a logger, a test.</summary>
public interface IOutcome
{
    /// <summary>Whether it went well.</summary>
    bool IsSuccess { get; }

    /// <summary>Whether it did not.</summary>
    bool IsFailure { get; }

    /// <summary>What went wrong.</summary>
    /// <exception cref="InvalidOperationException">Nothing did.</exception>
    Error Error { get; }

    /// <summary>The value of a success, boxed; <see langword="null"/> for a failure and for a success without a value.</summary>
    object? Value { get; }
}
