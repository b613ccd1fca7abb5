using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace Platform.Errors;

/// <summary>
/// A failure as a value: a catalogued <see cref="ErrorDescriptor"/> and the arguments of this occurrence. Up to two arguments are
/// held inline, so that making one allocates nothing.
/// </summary>
/// <remarks>
/// Immutable. <see langword="default"/> is a failure too: <c>UNSPECIFIED</c> of <see cref="CommonErrors"/>. Equality is by descriptor,
/// arguments, pointer, retry delay and collected errors; the exception that was the cause does not count. Larger than a word: a field that one thread writes
/// while others read it needs a lock, as with every such struct.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(RefusingJsonConverter))]
public readonly partial struct Error : IEquatable<Error>
{
    // The descriptor; or, for the few errors that have more, the extras, which know it. One field for both keeps a Result<T> of a
    // reference in a cache line of 64 bytes. The references stand together because the constructors leave the bits unwritten where
    // nothing reads them: writing, and then copying, zeroes tripled the cost of a success and quadrupled that of an error without
    // arguments (docs/decisions/0006-an-error-is-a-struct-of-56-bytes.md).
    // A success is told by a bit where there is no head, and not by a mark in it: a reference that is written where a caller wants its
    // result takes a call of the write barrier, null takes none.
    private readonly object? _head;
    private readonly object? _firstReference;
    private readonly object? _secondReference;
    private readonly ulong _firstLow;
    private readonly ulong _firstHigh;
    private readonly ulong _secondLow;
    private readonly ulong _secondHigh;

    private const ulong SuccessBits = 1;

    /// <summary>
    /// A copy, field by field. An error that was just made was written in small pieces, and the processor cannot forward those to the wide loads of a block
    /// copy.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Error(in Error error)
    {
        _head = error._head;
        _firstReference = error._firstReference;
        _secondReference = error._secondReference;
        _firstLow = error._firstLow;
        _firstHigh = error._firstHigh;
        _secondLow = error._secondLow;
        _secondHigh = error._secondHigh;
    }

    /// <summary>Without a head: told apart by its first bits alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Error(ulong bits)
    {
        _head = null;
        _firstReference = null;
        _secondReference = null;
        _firstLow = bits;
        _firstHigh = 0;
        _secondLow = 0;
        _secondHigh = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Error(ErrorDescriptor descriptor)
    {
        Unsafe.SkipInit(out this);
        _head = descriptor;
        _firstReference = null;
        _secondReference = null;
    }

    internal Error(ErrorDescriptor descriptor, in ErrorArgument first)
    {
        Unsafe.SkipInit(out this);
        _head = descriptor;
        (_firstReference, _firstLow, _firstHigh) = (first.Reference, first.Low, first.High);
        _secondReference = null;
    }

    internal Error(ErrorDescriptor descriptor, in ErrorArgument first, in ErrorArgument second)
    {
        _head = descriptor;
        (_firstReference, _firstLow, _firstHigh) = (first.Reference, first.Low, first.High);
        (_secondReference, _secondLow, _secondHigh) = (second.Reference, second.Low, second.High);
    }

    internal Error(ErrorDescriptor descriptor, ReadOnlySpan<ErrorArgument> arguments)
        : this(descriptor, arguments.Length > 0 ? arguments[0] : default, arguments.Length > 1 ? arguments[1] : default)
    {
        if (arguments.Length > 2)
            _head = new ErrorExtras(descriptor) { Overflow = arguments[2..].ToArray() };
    }

    private Error(in Error error, ErrorExtras extras)
    {
        this = error;
        _head = extras;
    }

    /// <summary>What a successful result holds where a failed one holds its error. It never leaves the result.</summary>
    internal static Error NoError
    {
        // Both are inlined by force: where failures came first the profile takes a success for rare, and a call that returns 56 bytes is copied as a block.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(SuccessBits);
    }

    internal bool IsNoError
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head is null && _firstLow == SuccessBits;
    }

    /// <summary>The entry of the catalogue.</summary>
    public ErrorDescriptor Descriptor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head is ErrorDescriptor descriptor ? descriptor : DescriptorBehind(_head);
    }

    /// <summary>The code that callers program against.</summary>
    public string Code => Descriptor.Code;

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind => Descriptor.Kind;

    /// <summary>
    /// The arguments, in the order of the descriptor's parameters. There is one for each; where none was given it is <see cref="ErrorArgumentType.None"/>.
    /// </summary>
    [UnscopedRef]
    public ErrorArguments Arguments => new(in this);

    /// <summary>
    /// Where in the request it is: a JSON Pointer (RFC 6901) in the names of the wire, or <see langword="null"/>. The empty text is the whole document.
    /// </summary>
    public string? Pointer => Extras?.Pointer;

    /// <summary>The exception that was the cause, for the log. It is never in a response.</summary>
    public Exception? Cause => Extras?.Cause;

    /// <summary>
    /// How long to wait before the same call may succeed: what <see cref="WithRetryAfter"/> set, else the argument <c>retryAfter</c> of the descriptor, else
    /// <see langword="null"/>.
    /// </summary>
    public TimeSpan? RetryAfter => Extras?.RetryAfter ?? RetryAfterArgument();

    /// <summary>The errors that this one collects; empty for a single one.</summary>
    public IReadOnlyList<Error> Errors => Extras?.Errors ?? [];

    internal ReadOnlySpan<Error> Collected => Extras?.Errors;

    private ErrorExtras? Extras => _head as ErrorExtras;

    /// <summary>Whether it is an occurrence of this entry of a catalogue.</summary>
    /// <param name="descriptor">The entry.</param>
    /// <returns>Whether code and domain are the same.</returns>
    public bool Is(ErrorDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return IsSame(Descriptor, descriptor);
    }

    /// <summary>The same failure, at a place in the request.</summary>
    /// <param name="pointer">A JSON Pointer in the names of the wire.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/> is not a JSON Pointer.</exception>
    public Error WithPointer(string pointer)
    {
        JsonPointers.Require(pointer);
        return new Error(in this, ExtrasToAdd() with { Pointer = pointer });
    }

    /// <summary>The same failure, with the exception that was its cause.</summary>
    /// <param name="cause">The exception; it is logged, and never in a response.</param>
    /// <returns>A copy.</returns>
    public Error WithCause(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new Error(in this, ExtrasToAdd() with { Cause = cause });
    }

    /// <summary>The same failure, with the time to wait before it may succeed.</summary>
    /// <param name="delay">The time to wait.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public Error WithRetryAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new Error(in this, ExtrasToAdd() with { RetryAfter = delay });
    }

    /// <summary>The same failure, as the head of others that it collects.</summary>
    /// <param name="errors">The others. What they collect themselves follows them, and takes the place of a head that says nothing of its own.</param>
    /// <returns>A copy.</returns>
    public Error WithErrors(params ReadOnlySpan<Error> errors) => new(in this, ExtrasToAdd() with { Errors = Flatten(errors) });

    /// <summary>One error out of several: the only one itself, or one that collects them all.</summary>
    /// <param name="errors">At least one.</param>
    /// <returns>
    /// The only one; else, with all of them in order as its <see cref="Errors"/>, a head that says what is true of them all. What was cancelled counts only
    /// where nothing else is there: then it is <c>CANCELED</c>. If all others are of one kind, the error of <see cref="CommonErrors"/> for that kind (for
    /// <see cref="ErrorKind.InvalidArgument"/> <c>VALIDATION_FAILED</c>), unless that may succeed later and one of them may not; else
    /// <c>VALIDATION_FAILED</c> if all are the caller's fault, <c>UNAVAILABLE</c> if all may succeed later, and <c>SEVERAL_ERRORS</c> otherwise. What may
    /// succeed later has the longest <see cref="RetryAfter"/> of them.
    /// </returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Error Combine(params ReadOnlySpan<Error> errors)
    {
        if (errors.IsEmpty)
            throw new ArgumentException("There is no error to combine.", nameof(errors));
        return errors.Length == 1 ? errors[0] : CommonErrors.Several(errors).WithErrors(errors);
    }

    /// <inheritdoc />
    public bool Equals(Error other)
    {
        if (!IsSame(Descriptor, other.Descriptor) || Pointer != other.Pointer || RetryAfter != other.RetryAfter)
            return false;
        var arguments = Arguments;
        var others = other.Arguments;
        if (arguments.Count != others.Count)
            return false;
        for (var index = 0; index < arguments.Count; index++)
        {
            if (arguments[index] != others[index])
                return false;
        }
        return Collected.SequenceEqual(other.Collected);
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Error other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Descriptor.Code, ArgumentOrNone(0), ArgumentOrNone(1), Pointer, RetryAfter);

    /// <summary>Whether two errors are the same failure.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Error left, Error right) => left.Equals(right);

    /// <summary>Whether two errors differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Error left, Error right) => !left.Equals(right);

    /// <summary>
    /// Code and detail in the neutral language, for logs and debuggers; of several errors also those of the first 20, with their pointers. What may not be
    /// disclosed is not in it.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var parts = Collected;
        if (parts.IsEmpty)
            return Head;
        var text = new StringBuilder(Head).Append(CultureInfo.InvariantCulture, $" ({parts.Length}: ");
        for (var index = 0; index < int.Min(parts.Length, MostNamed); index++)
        {
            ref readonly var part = ref parts[index];
            text.Append(index == 0 ? "" : "; ").Append(part.Head);
            if (part.Pointer is { } pointer)
                text.Append(" at '").Append(pointer).Append('\'');
        }
        return text.Append(parts.Length > MostNamed ? " …)" : ")").ToString();
    }

    /// <summary>How many collected errors a text names; a request can have thousands of faults.</summary>
    internal const int MostNamed = 20;

    /// <summary>Code and detail of the error itself, without what it has collected.</summary>
    internal string Head => Descriptor.NeutralText.Fill(in this) is { Length: > 0 } detail
        ? $"{Code}: {detail}"
        : $"{Code}: {Descriptor.Title}";

    internal int ArgumentCount => Descriptor.Parameters.Length;

    internal ErrorArgument Argument(int index)
    {
        if ((uint)index >= (uint)ArgumentCount)
            ThrowNoArgument(index);
        return index switch
        {
            0 => new ErrorArgument(_firstReference, _firstLow, _firstHigh),
            1 => new ErrorArgument(_secondReference, _secondLow, _secondHigh),
            _ => Extras?.Overflow is { } overflow && index - 2 < overflow.Length ? overflow[index - 2] : default,
        };
    }

    private ErrorArgument ArgumentOrNone(int index) => index < ArgumentCount ? Argument(index) : default;

    private static bool IsSame(ErrorDescriptor one, ErrorDescriptor other) =>
        ReferenceEquals(one, other) || (one.Code == other.Code && one.Domain == other.Domain);

    private static Error[] Flatten(ReadOnlySpan<Error> errors)
    {
        var flat = new List<Error>(errors.Length);
        foreach (ref readonly var error in errors)
        {
            if (error.Extras is not { Errors: { Length: > 0 } inner } extras)
            {
                flat.Add(error);
                continue;
            }
            if (!error.IsBareHead)
                flat.Add(new Error(in error, extras with { Errors = null }));
            flat.AddRange(inner);
        }
        return [.. flat];
    }

    /// <summary>Whether it says nothing but that there are others: one that <see cref="Combine"/> makes, at no place that they do not say themselves.</summary>
    private bool IsBareHead =>
        Descriptor.Domain == CommonErrors.Catalog.Domain && Descriptor.Parameters.IsEmpty && Cause is null && (Pointer is not { } place || AreAllBelow(place));

    private bool AreAllBelow(string place)
    {
        foreach (ref readonly var error in Collected)
        {
            if (error.Pointer is not { } pointer || !(pointer == place || pointer.StartsWith($"{place}/", StringComparison.Ordinal)))
                return false;
        }
        return true;
    }

    private static ErrorDescriptor DescriptorBehind(object? head) => head is ErrorExtras extras ? extras.Descriptor : CommonErrors.Descriptors.Unspecified;

    private static void ThrowNoArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, "The error has no such argument.");

    private ErrorExtras ExtrasToAdd() => Extras ?? new ErrorExtras(Descriptor);

    private TimeSpan? RetryAfterArgument()
    {
        if (Descriptor.Retry != ErrorRetry.AfterDelay)
            return null;
        var parameters = Descriptor.Parameters;
        for (var index = 0; index < parameters.Length; index++)
        {
            if (parameters[index] is { Name: "retryAfter", Type: ErrorArgumentType.TimeSpan }
                && index < ArgumentCount && Argument(index).TryGetTimeSpan(out var delay))
                return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
        }
        return null;
    }
}
