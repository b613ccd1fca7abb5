using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Errors;

/// <summary>Success without a value, or an <see cref="Errors.Error"/>.</summary>
/// <remarks>Immutable. <see langword="default"/> is a failure (<c>UNSPECIFIED</c>), so that a forgotten assignment is never taken for success.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly partial struct Result : IEquatable<Result>, IOutcome
{
    private readonly Error _error;
    private readonly bool _isSuccess;

    private Result(bool isSuccess, in Error error) => (_isSuccess, _error) = (isSuccess, error);

    /// <summary>Success.</summary>
    public static Result Success => new(true, default);

    /// <inheritdoc />
    public bool IsSuccess => _isSuccess;

    /// <inheritdoc />
    public bool IsFailure => !_isSuccess;

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It is a success.</exception>
    public Error Error => _isSuccess ? throw ResultFaults.NoError() : _error;

    object? IOutcome.Value => null;

    /// <summary>A failure.</summary>
    /// <param name="error">What went wrong.</param>
    public static implicit operator Result(in Error error) => new(false, error);

    /// <summary>A failure.</summary>
    /// <param name="error">What went wrong.</param>
    /// <returns>The result.</returns>
    public static Result Failure(in Error error) => new(false, error);

    /// <summary>A success with a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The result.</returns>
    public static Result<T> Of<T>(T value) => value;

    /// <summary>The error, if it is a failure.</summary>
    /// <param name="error">What went wrong.</param>
    /// <returns>Whether it is a failure.</returns>
    public bool TryGetError(out Error error)
    {
        error = _error;
        return !_isSuccess;
    }

    /// <summary>Throws if it is a failure: for the edges where an exception is what is expected.</summary>
    /// <exception cref="ErrorException">It is a failure.</exception>
    public void ThrowIfFailure()
    {
        if (!_isSuccess)
            throw new ErrorException(_error);
    }

    /// <inheritdoc />
    public bool Equals(Result other) => _isSuccess == other._isSuccess && (_isSuccess || _error == other._error);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Result other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _isSuccess ? 1 : _error.GetHashCode();

    /// <summary>Whether both are successes, or the same failure.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Result left, Result right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Result left, Result right) => !left.Equals(right);

    /// <inheritdoc />
    public override string ToString() => _isSuccess ? "Success" : _error.ToString();
}
