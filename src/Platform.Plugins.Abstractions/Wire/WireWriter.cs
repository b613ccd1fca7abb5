using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Platform.Plugins.Abstractions.Wire;

/// <summary>
/// Writes values into a message: numbers with the low byte first and in their full width, what has a length behind that length of four bytes, texts in UTF-8.
/// What generated code calls.
/// </summary>
/// <param name="message">The message.</param>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares writers.")]
public readonly struct WireWriter(WireMessage message)
{
    /// <summary>Writes whether something is there, or a truth.</summary>
    /// <param name="value">What is written.</param>
    public void WriteBoolean(bool value) => Room(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>Writes one byte.</summary>
    /// <param name="value">What is written.</param>
    public void WriteByte(byte value) => Room(1)[0] = value;

    /// <summary>Writes one byte with a sign.</summary>
    /// <param name="value">What is written.</param>
    public void WriteSByte(sbyte value) => Room(1)[0] = (byte)value;

    /// <summary>Writes two bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Room(2), value);

    /// <summary>Writes two bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(2), value);

    /// <summary>Writes two bytes: a unit of UTF-16, which need not be a character by itself.</summary>
    /// <param name="value">What is written.</param>
    public void WriteChar(char value) => WriteUInt16(value);

    /// <summary>Writes four bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    /// <summary>Writes four bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);

    /// <summary>Writes eight bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    /// <summary>Writes eight bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);

    /// <summary>Writes four bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Room(4), value);

    /// <summary>Writes eight bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);

    /// <summary>Writes sixteen bytes, with the digits behind the point that it has.</summary>
    /// <param name="value">What is written.</param>
    public void WriteDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
            WriteInt32(part);
    }

    /// <summary>Writes sixteen bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Room(16));

    /// <summary>Writes the time and how far it is from UTC, in whole minutes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteDateTimeOffset(DateTimeOffset value)
    {
        WriteInt64(value.UtcTicks);
        WriteInt16((short)value.TotalOffsetMinutes);
    }

    /// <summary>Writes the time and whether it is of UTC, of the place or of nothing. A time of the place arrives as another in another zone.</summary>
    /// <param name="value">What is written.</param>
    public void WriteDateTime(DateTime value)
    {
        WriteInt64(value.Ticks);
        WriteByte((byte)value.Kind);
    }

    /// <summary>Writes eight bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteTimeSpan(TimeSpan value) => WriteInt64(value.Ticks);

    /// <summary>Writes four bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteDateOnly(DateOnly value) => WriteInt32(value.DayNumber);

    /// <summary>Writes eight bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteTimeOnly(TimeOnly value) => WriteInt64(value.Ticks);

    /// <summary>Writes a text.</summary>
    /// <param name="value">What is written.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is <see langword="null"/>.</exception>
    /// <exception cref="EncoderFallbackException">It has half of a pair of surrogates, which no UTF-8 can say.</exception>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = WireFormat.Utf8.GetByteCount(value);
        WriteInt32(length);
        WireFormat.Utf8.GetBytes(value, Room(length));
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="value">What is written.</param>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteInt32(value.Length);
        value.CopyTo(Room(value.Length));
    }

    /// <summary>Writes how many elements follow.</summary>
    /// <param name="value">How many.</param>
    public void WriteCount(int value) => WriteInt32(value);

    /// <summary>Begins a value of several members, which is as long as <see cref="EndObject"/> says.</summary>
    /// <returns>What <see cref="EndObject"/> needs.</returns>
    /// <exception cref="WireException">It lies too deep in others.</exception>
    public int BeginObject()
    {
        if (++message.Depth > WireFormat.MaxDepth)
            throw WireFormat.TooDeep();
        WriteInt32(0);
        return message.Length;
    }

    /// <summary>Ends a value of several members.</summary>
    /// <param name="begin">What <see cref="BeginObject"/> returned.</param>
    public void EndObject(int begin)
    {
        message.Depth--;
        BinaryPrimitives.WriteInt32LittleEndian(message.Written(begin - sizeof(int), sizeof(int)), message.Length - begin);
    }

    /// <summary>Refuses a value of a derived class: what it has more than its base would not arrive.</summary>
    /// <typeparam name="T">What is declared.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">It is of another class.</exception>
    public static void ThrowIfDerived<T>([NotNull] T? value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.GetType() != typeof(T))
            throw new ArgumentException($"A {value.GetType()} was given where the contract says {typeof(T)}: what it has more would not arrive in another process.", nameof(value));
    }

    private Span<byte> Room(int count) => message.Extend(count).Span;
}
