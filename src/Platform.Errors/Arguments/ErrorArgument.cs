using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Errors;

/// <summary>
/// One value that an error carries: any of <see cref="ErrorArgumentType"/>, held without boxing. It converts implicitly from the
/// types it can hold.
/// </summary>
/// <remarks>Immutable. Equality is by type and value; a text is compared by its characters.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct ErrorArgument : IEquatable<ErrorArgument>, IEqualityOperators<ErrorArgument, ErrorArgument, bool>, ISpanFormattable
{
    // A text, or the tag that says how to read the bits. Sixteen bytes of bits hold the widest of the types, so that an identifier
    // or an amount of money costs no box.
    private readonly object? _reference;
    private readonly ulong _low;
    private readonly ulong _high;

    internal ErrorArgument(object? reference, ulong low, ulong high) => (_reference, _low, _high) = (reference, low, high);

    // Bits that the type does not have are left unwritten, and may be anything: see Error.
    private ErrorArgument(string? text)
    {
        Unsafe.SkipInit(out this);
        _reference = text;
    }

    private ErrorArgument(Tag tag, ulong low)
    {
        Unsafe.SkipInit(out this);
        _reference = tag;
        _low = low;
    }

    /// <summary>The upper bits of the types that have them.</summary>
    private ulong UsedHigh => Type is ErrorArgumentType.Decimal or ErrorArgumentType.Guid or ErrorArgumentType.DateTimeOffset ? _high : 0;

    internal object? Reference => _reference;

    internal ulong Low => _low;

    internal ulong High => _high;

    /// <summary>The type of the value.</summary>
    public ErrorArgumentType Type => _reference switch
    {
        null => ErrorArgumentType.None,
        Tag tag => tag.Type,
        _ => ErrorArgumentType.String,
    };

    /// <summary>Holds a text; <see langword="null"/> is <see cref="ErrorArgumentType.None"/>.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator ErrorArgument(string? value) => new(value);

    /// <summary>Holds a truth value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(bool value) => new(Tag.Boolean, value ? 1UL : 0UL);

    /// <summary>Holds an integer.</summary>
    /// <param name="value">The integer.</param>
    public static implicit operator ErrorArgument(byte value) => new(Tag.Int64, value);

    /// <summary>Holds an integer.</summary>
    /// <param name="value">The integer.</param>
    public static implicit operator ErrorArgument(ushort value) => new(Tag.Int64, value);

    /// <summary>Holds an integer.</summary>
    /// <param name="value">The integer.</param>
    public static implicit operator ErrorArgument(uint value) => new(Tag.Int64, value);

    /// <summary>Holds a whole number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(int value) => new(Tag.Int64, (ulong)(long)value);

    /// <summary>Holds a whole number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(long value) => new(Tag.Int64, (ulong)value);

    /// <summary>Holds a whole number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(ulong value) => new(Tag.UInt64, value);

    /// <summary>Holds a binary floating point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(double value) => new(Tag.Double, BitConverter.DoubleToUInt64Bits(double.IsNaN(value) ? double.NaN : value));

    /// <summary>Holds a decimal number, with its scale. A zero has no sign: no text shows it.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(decimal value) =>
        Pack(Tag.Decimal, value == 0 ? new decimal(0, 0, 0, isNegative: false, value.Scale) : value);

    /// <summary>Holds a UUID.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(Guid value) => Pack(Tag.Guid, value);

    /// <summary>Holds a point in time, with its offset.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(DateTimeOffset value) => new(Tag.DateTimeOffset, (ulong)value.Ticks, (ulong)value.Offset.Ticks);

    /// <summary>Holds a date.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(DateOnly value) => new(Tag.DateOnly, (ulong)value.DayNumber);

    /// <summary>Holds a time of day.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(TimeOnly value) => new(Tag.TimeOnly, (ulong)value.Ticks);

    /// <summary>Holds a length of time.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(TimeSpan value) => new(Tag.TimeSpan, (ulong)value.Ticks);

    /// <summary>Holds a character, as a text.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(char value) => new(value.ToString());

    /// <summary>Holds a URI, as the text it was made from.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(Uri? value) => new(value?.OriginalString);

    /// <summary>Holds a version, as a text.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErrorArgument(Version? value) => new(value?.ToString());

    /// <summary>Holds a member of an enumeration by its name, or by its number if it has no name.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>A text.</returns>
    public static ErrorArgument OfEnum<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => new(Enum.GetName(value) ?? value.ToString());

    /// <summary>The text, if this is one.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.String"/>.</returns>
    public bool TryGetString([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => (value = _reference as string) is not null;

    /// <summary>The truth value, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.Boolean"/>.</returns>
    public bool TryGetBoolean(out bool value) => Read(ReferenceEquals(_reference, Tag.Boolean), _low != 0, out value);

    /// <summary>The whole number, if this is one that fits.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is a whole number in the range of <see cref="long"/>.</returns>
    public bool TryGetInt64(out long value) =>
        Read(ReferenceEquals(_reference, Tag.Int64) || (ReferenceEquals(_reference, Tag.UInt64) && _low <= long.MaxValue), (long)_low, out value);

    /// <summary>The whole number, if this is one that fits.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is a whole number in the range of <see cref="ulong"/>.</returns>
    public bool TryGetUInt64(out ulong value) =>
        Read(ReferenceEquals(_reference, Tag.UInt64) || (ReferenceEquals(_reference, Tag.Int64) && (long)_low >= 0), _low, out value);

    /// <summary>The floating point number, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.Double"/>.</returns>
    public bool TryGetDouble(out double value) => Read(ReferenceEquals(_reference, Tag.Double), BitConverter.UInt64BitsToDouble(_low), out value);

    /// <summary>The decimal number, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.Decimal"/>.</returns>
    public bool TryGetDecimal(out decimal value) => TryUnpack(Tag.Decimal, out value);

    /// <summary>The UUID, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.Guid"/>.</returns>
    public bool TryGetGuid(out Guid value) => TryUnpack(Tag.Guid, out value);

    /// <summary>The point in time, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.DateTimeOffset"/>.</returns>
    public bool TryGetDateTimeOffset(out DateTimeOffset value)
    {
        var matches = ReferenceEquals(_reference, Tag.DateTimeOffset);
        value = matches ? new DateTimeOffset((long)_low, new TimeSpan((long)_high)) : default;
        return matches;
    }

    /// <summary>The date, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.DateOnly"/>.</returns>
    public bool TryGetDateOnly(out DateOnly value) =>
        ReferenceEquals(_reference, Tag.DateOnly) ? Read(true, DateOnly.FromDayNumber((int)_low), out value) : Read(false, default, out value);

    /// <summary>The time of day, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.TimeOnly"/>.</returns>
    public bool TryGetTimeOnly(out TimeOnly value) =>
        ReferenceEquals(_reference, Tag.TimeOnly) ? Read(true, new TimeOnly((long)_low), out value) : Read(false, default, out value);

    /// <summary>The length of time, if this is one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether <see cref="Type"/> is <see cref="ErrorArgumentType.TimeSpan"/>.</returns>
    public bool TryGetTimeSpan(out TimeSpan value) => Read(ReferenceEquals(_reference, Tag.TimeSpan), new TimeSpan((long)_low), out value);

    /// <summary>The value as an object. Boxes; for logs, debuggers and resource formats.</summary>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public object? ToObject() => Type switch
    {
        ErrorArgumentType.None => null,
        ErrorArgumentType.String => _reference,
        ErrorArgumentType.Boolean => _low != 0,
        ErrorArgumentType.Int64 => (long)_low,
        ErrorArgumentType.UInt64 => _low,
        ErrorArgumentType.Double => BitConverter.UInt64BitsToDouble(_low),
        ErrorArgumentType.Decimal => Unpack<decimal>(),
        ErrorArgumentType.Guid => Unpack<Guid>(),
        ErrorArgumentType.DateTimeOffset => new DateTimeOffset((long)_low, new TimeSpan((long)_high)),
        ErrorArgumentType.DateOnly => DateOnly.FromDayNumber((int)_low),
        ErrorArgumentType.TimeOnly => new TimeOnly((long)_low),
        ErrorArgumentType.TimeSpan => new TimeSpan((long)_low),
        _ => throw new UnreachableException(),
    };

    /// <inheritdoc />
    public bool Equals(ErrorArgument other) => _reference switch
    {
        null => other._reference is null,
        string text => other._reference is string otherText && string.Equals(text, otherText, StringComparison.Ordinal),
        _ => ReferenceEquals(_reference, other._reference) && _low == other._low && UsedHigh == other.UsedHigh,
    };

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ErrorArgument other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _reference switch
    {
        null => 0,
        string text => string.GetHashCode(text, StringComparison.Ordinal),
        _ => HashCode.Combine(Type, _low, UsedHigh),
    };

    /// <summary>Whether type and value are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ErrorArgument left, ErrorArgument right) => left.Equals(right);

    /// <summary>Whether type or value differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ErrorArgument left, ErrorArgument right) => !left.Equals(right);

    /// <summary>The value as text, independent of the culture.</summary>
    /// <returns>The text; empty for <see cref="ErrorArgumentType.None"/>.</returns>
    public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => _reference switch
    {
        null => "",
        string text => text,
        _ => string.Create(formatProvider, stackalloc char[MaximumLength], $"{this}"),
    };

    /// <inheritdoc />
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        switch (Type)
        {
            case ErrorArgumentType.None:
                charsWritten = 0;
                return true;
            case ErrorArgumentType.String:
                var text = (string)_reference!;
                charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
                return text.Length <= destination.Length;
            case ErrorArgumentType.Boolean:
                return (_low != 0).TryFormat(destination, out charsWritten);
            case ErrorArgumentType.Int64:
                return ((long)_low).TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.UInt64:
                return _low.TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.Double:
                return BitConverter.UInt64BitsToDouble(_low).TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.Decimal:
                return Unpack<decimal>().TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.Guid:
                return Unpack<Guid>().TryFormat(destination, out charsWritten, format);
            case ErrorArgumentType.DateTimeOffset:
                return new DateTimeOffset((long)_low, new TimeSpan((long)_high)).TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.DateOnly:
                return DateOnly.FromDayNumber((int)_low).TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.TimeOnly:
                return new TimeOnly((long)_low).TryFormat(destination, out charsWritten, format, provider);
            case ErrorArgumentType.TimeSpan:
                return new TimeSpan((long)_low).TryFormat(destination, out charsWritten, format, provider);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Enough for any value that is not a text, in any culture of the BCL.</summary>
    internal const int MaximumLength = 128;

    private static ErrorArgument Pack<T>(Tag tag, T value)
        where T : unmanaged
    {
        var bits = MemoryMarshal.Cast<byte, ulong>(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
        return new ErrorArgument(tag, bits[0], bits[1]);
    }

    private T Unpack<T>()
        where T : unmanaged
    {
        Unsafe.SkipInit(out T value);
        var bits = MemoryMarshal.Cast<byte, ulong>(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        (bits[0], bits[1]) = (_low, _high);
        return value;
    }

    private bool TryUnpack<T>(Tag tag, out T value)
        where T : unmanaged
    {
        var matches = ReferenceEquals(_reference, tag);
        value = matches ? Unpack<T>() : default;
        return matches;
    }

    private static bool Read<T>(bool matches, T held, out T value)
    {
        value = matches ? held : default!;
        return matches;
    }

    private sealed class Tag(ErrorArgumentType type)
    {
        public static readonly Tag Boolean = new(ErrorArgumentType.Boolean);
        public static readonly Tag Int64 = new(ErrorArgumentType.Int64);
        public static readonly Tag UInt64 = new(ErrorArgumentType.UInt64);
        public static readonly Tag Double = new(ErrorArgumentType.Double);
        public static readonly Tag Decimal = new(ErrorArgumentType.Decimal);
        public static readonly Tag Guid = new(ErrorArgumentType.Guid);
        public static readonly Tag DateTimeOffset = new(ErrorArgumentType.DateTimeOffset);
        public static readonly Tag DateOnly = new(ErrorArgumentType.DateOnly);
        public static readonly Tag TimeOnly = new(ErrorArgumentType.TimeOnly);
        public static readonly Tag TimeSpan = new(ErrorArgumentType.TimeSpan);

        public ErrorArgumentType Type { get; } = type;
    }
}
