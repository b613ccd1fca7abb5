using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Platform.Errors;

/// <summary>Success without a value, or an <see cref="Errors.Error"/>.</summary>
/// <remarks>Immutable. <see langword="default"/> is a failure (<c>UNSPECIFIED</c>), so that a forgotten assignment is never taken for success.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(RefusingResultJsonConverter))]
public readonly partial struct Result : IEquatable<Result>, IOutcome
{
    private readonly Error _error;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result(in Error error) => _error = new Error(in error);

    /// <summary>Success.</summary>
    public static Result Success => new(Errors.Error.NoError);

    /// <inheritdoc />
    public bool IsSuccess
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _error.IsNoError;
    }

    /// <inheritdoc />
    public bool IsFailure => !IsSuccess;

    /// <summary>
    /// What went wrong: where it lies in the result, so that asking for it copies nothing. Assigned to a variable it is a value like any other; a <c>ref</c> variable
    /// changes with the result that it points into. Expression trees cannot hold it (CS8153): there take <see cref="Is"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is a success.</exception>
    [UnscopedRef]
    public ref readonly Error Error
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (IsSuccess)
                ResultFaults.ThrowNoError();
            return ref _error;
        }
    }

    /// <summary>
    /// Whether it is a failure of this entry of a catalogue: for tests, and for expression trees (those of a mocking library, say), in which <see cref="Error"/>
    /// cannot stand, because it is a reference.
    /// </summary>
    /// <param name="descriptor">The entry.</param>
    /// <returns>Whether it is a failure with its code and domain.</returns>
    public bool Is(ErrorDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return !IsSuccess && _error.Is(descriptor);
    }

    Error IOutcome.Error => Error;

    object? IOutcome.Value => null;

    /// <summary>A failure.</summary>
    /// <param name="error">What went wrong.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Result(in Error error) => new(in error);

    /// <summary>A failure.</summary>
    /// <param name="error">What went wrong.</param>
    /// <returns>The result.</returns>
    public static Result Failure(in Error error) => new(error);

    /// <summary>A failure where a value is awaited.</summary>
    /// <typeparam name="T">The type of the value that is not there.</typeparam>
    /// <param name="error">What went wrong.</param>
    /// <returns>The result.</returns>
    public static Result<T> Failure<T>(in Error error) => error;

    /// <summary>A success with a value, where the implicit conversion does not reach: the type is an interface, or has to be inferred.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value. <see langword="null"/> is a value only where <typeparamref name="T"/> allows it.</param>
    /// <returns>The result.</returns>
    public static Result<T> Of<T>(T value) => value;

    /// <summary>The error, if it is a failure.</summary>
    /// <param name="error">What went wrong.</param>
    /// <returns>Whether it is a failure.</returns>
    public bool TryGetError(out Error error)
    {
        if (IsSuccess)
        {
            error = default;
            return false;
        }
        error = new Error(in _error);
        return true;
    }

    /// <summary>Throws if it is a failure: for the edges where an exception is what is expected.</summary>
    /// <exception cref="ErrorException">It is a failure.</exception>
    public void ThrowIfFailure()
    {
        if (!IsSuccess)
            throw new ErrorException(_error);
    }

    /// <inheritdoc />
    public bool Equals(Result other) => IsSuccess == other.IsSuccess && (IsSuccess || _error == other._error);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Result other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => IsSuccess ? 1 : _error.GetHashCode();

    /// <summary>Whether both are successes, or the same failure.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Result left, Result right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Result left, Result right) => !left.Equals(right);

    /// <inheritdoc />
    public override string ToString() => IsSuccess ? "Success" : _error.ToString();
}
