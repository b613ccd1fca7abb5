using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Platform.Errors;

/// <summary>A value, or an <see cref="Errors.Error"/>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// Immutable. <see langword="default"/> is a failure (<c>UNSPECIFIED</c>), so that it is never a success with <see langword="null"/>. It converts implicitly
/// from a value and from an error; a value whose type is an interface takes <see cref="Result.Of{T}"/>, as C# does not convert from one. Larger than a word:
/// a field that one thread writes while others read it needs a lock, as with every such struct.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(RefusingResultJsonConverter))]
public readonly partial struct Result<T> : IEquatable<Result<T>>, IOutcome
{
    // What hands an error over is inlined by force: written into a local of the caller, its references need no write barrier.
    private readonly T _value;

    // Says whether it is a success, too: a flag of its own would take eight bytes more.
    private readonly Error _error;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result(T value)
    {
        _value = value;
        _error = Errors.Error.NoError;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result(in Error error)
    {
        _value = default!;
        _error = new Error(in error);
    }

    /// <inheritdoc />
    public bool IsSuccess
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _error.IsNoError;
    }

    /// <inheritdoc />
    public bool IsFailure => !IsSuccess;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">
    /// It is a failure; the message names its code. At an edge use <see cref="ValueOrThrow"/>, elsewhere <see cref="TryGet(out T, out Error)"/>.
    /// </exception>
    public T Value => IsSuccess ? _value : throw ResultFaults.NoValue(_error);

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

    object? IOutcome.Value => IsSuccess ? _value : null;

    /// <summary>A success.</summary>
    /// <param name="value">The value. <see langword="null"/> is a value only where <typeparamref name="T"/> allows it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Result<T>(T value) => new(value);

    /// <summary>A failure.</summary>
    /// <param name="error">What went wrong.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Result<T>(in Error error) => new(in error);

    /// <summary>Takes the result apart in one step.</summary>
    /// <param name="value">The value, if it is a success.</param>
    /// <param name="error">What went wrong, if it is a failure.</param>
    /// <returns>Whether it is a success.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet([MaybeNullWhen(false)] out T value, out Error error)
    {
        value = _value;
        return !TryGetError(out error);
    }

    /// <summary>The value, if it is a success.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it is a success.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return IsSuccess;
    }

    /// <summary>The error, if it is a failure.</summary>
    /// <param name="error">What went wrong.</param>
    /// <returns>Whether it is a failure.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>The value, or an exception: for the edges where an exception is what is expected.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="ErrorException">It is a failure.</exception>
    public T ValueOrThrow() => IsSuccess ? _value : throw new ErrorException(_error);

    /// <summary>
    /// Forgets the value. Said by name, because a conversion would also forget a value that is a result itself, and the failure in it, where <c>Map</c> was
    /// written for <c>Bind</c>.
    /// </summary>
    /// <returns>A success without a value, or the same error.</returns>
    public Result WithoutValue() => IsSuccess ? Result.Success : Result.Failure(_error);

    /// <summary>The value, or another one.</summary>
    /// <param name="fallback">What to take for a failure. <see langword="null"/> and <see langword="default"/> are values too.</param>
    /// <returns>A value.</returns>
    [OverloadResolutionPriority(1)]
    public T ValueOr(T fallback) => IsSuccess ? _value : fallback;

    /// <inheritdoc />
    public bool Equals(Result<T> other) =>
        IsSuccess == other.IsSuccess && (IsSuccess ? EqualityComparer<T>.Default.Equals(_value, other._value) : _error == other._error);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Result<T> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => IsSuccess ? HashCode.Combine(_value) : _error.GetHashCode();

    /// <summary>Whether both have the same value, or are the same failure.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Result<T> left, Result<T> right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Result<T> left, Result<T> right) => !left.Equals(right);

    /// <inheritdoc />
    public override string ToString() => IsSuccess ? $"Success: {_value}" : _error.ToString();
}
