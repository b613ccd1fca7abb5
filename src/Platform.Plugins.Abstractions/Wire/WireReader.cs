using System.Buffers.Binary;
using System.Text;

namespace Platform.Plugins.Abstractions.Wire;

/// <summary>
/// Reads values from a message that somebody may have made who means no good: every length is compared with what is left before anything is allocated, and
/// values lie in each other only so deep. What generated code calls. Everything throws <see cref="WireException"/> where the message holds something else.
/// </summary>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _end;
    private int _depth;

    /// <summary>Reads a message from its beginning.</summary>
    /// <param name="bytes">The message.</param>
    public WireReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _end = bytes.Length;
    }

    /// <summary>Whether there is anything more, of the value that was entered or of the message. A member that is not there takes its default.</summary>
    public readonly bool HasMore => _at < _end;

    /// <summary>Reads whether something is there, or a truth.</summary>
    /// <returns>What was read.</returns>
    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        _ => throw new WireException("A truth is neither 0 nor 1."),
    };

    /// <summary>Reads one byte.</summary>
    /// <returns>What was read.</returns>
    public byte ReadByte() => Take(1)[0];

    /// <summary>Reads one byte with a sign.</summary>
    /// <returns>What was read.</returns>
    public sbyte ReadSByte() => (sbyte)ReadByte();

    /// <summary>Reads two bytes.</summary>
    /// <returns>What was read.</returns>
    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    /// <summary>Reads two bytes.</summary>
    /// <returns>What was read.</returns>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>Reads a unit of UTF-16.</summary>
    /// <returns>What was read.</returns>
    public char ReadChar() => (char)ReadUInt16();

    /// <summary>Reads four bytes.</summary>
    /// <returns>What was read.</returns>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Reads four bytes.</summary>
    /// <returns>What was read.</returns>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Reads eight bytes.</summary>
    /// <returns>What was read.</returns>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads eight bytes.</summary>
    /// <returns>What was read.</returns>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads four bytes.</summary>
    /// <returns>What was read.</returns>
    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Reads eight bytes.</summary>
    /// <returns>What was read.</returns>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Reads a decimal number.</summary>
    /// <returns>What was read.</returns>
    public decimal ReadDecimal()
    {
        var (low, middle, high, flags) = (ReadInt32(), ReadInt32(), ReadInt32(), ReadInt32());
        var digits = (byte)(flags >> 16);
        if ((flags & ~unchecked((int)0x80FF0000)) != 0 || digits > 28)
            throw new WireException("A decimal number has parts that none has.");
        return new decimal(low, middle, high, flags < 0, digits);
    }

    /// <summary>Reads sixteen bytes.</summary>
    /// <returns>What was read.</returns>
    public Guid ReadGuid() => new(Take(16));

    /// <summary>Reads a time and how far it is from UTC.</summary>
    /// <returns>What was read.</returns>
    public DateTimeOffset ReadDateTimeOffset()
    {
        var (ticks, minutes) = (ReadInt64(), ReadInt16());
        var offset = TimeSpan.FromMinutes(minutes);
        if (minutes is < -840 or > 840 || (ulong)ticks > (ulong)DateTime.MaxValue.Ticks || (ulong)(ticks + offset.Ticks) > (ulong)DateTime.MaxValue.Ticks)
            throw new WireException("A time lies outside of the calendar.");
        return new DateTimeOffset(ticks + offset.Ticks, offset);
    }

    /// <summary>Reads a time and of what it is.</summary>
    /// <returns>What was read.</returns>
    public DateTime ReadDateTime()
    {
        var (ticks, kind) = (ReadInt64(), ReadByte());
        return (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks && kind <= (byte)DateTimeKind.Local ? new DateTime(ticks, (DateTimeKind)kind)
            : throw new WireException("A time lies outside of the calendar.");
    }

    /// <summary>Reads eight bytes.</summary>
    /// <returns>What was read.</returns>
    public TimeSpan ReadTimeSpan() => new(ReadInt64());

    /// <summary>Reads a date.</summary>
    /// <returns>What was read.</returns>
    public DateOnly ReadDateOnly() => ReadInt32() is var days && (uint)days <= (uint)DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber(days)
        : throw new WireException("A date lies outside of the calendar.");

    /// <summary>Reads a time of the day.</summary>
    /// <returns>What was read.</returns>
    public TimeOnly ReadTimeOnly() => ReadInt64() is var ticks && (ulong)ticks <= (ulong)TimeOnly.MaxValue.Ticks ? new TimeOnly(ticks)
        : throw new WireException("A time lies outside of the day.");

    /// <summary>Reads a text.</summary>
    /// <returns>What was read.</returns>
    public string ReadString()
    {
        try
        {
            return WireFormat.Utf8.GetString(Take(ReadLength()));
        }
        catch (DecoderFallbackException)
        {
            throw new WireException("A text is not in UTF-8.");
        }
    }

    /// <summary>Reads bytes.</summary>
    /// <returns>A copy of its own.</returns>
    public byte[] ReadBytes() => Take(ReadLength()).ToArray();

    /// <summary>Reads how many elements follow.</summary>
    /// <param name="minimumBytes">How many bytes each has at least.</param>
    /// <returns>How many, for which there are enough bytes.</returns>
    public int ReadCount(int minimumBytes)
    {
        var count = ReadInt32();
        return count >= 0 && (long)count * minimumBytes <= _end - _at ? count : throw new WireException("More elements were announced than there are bytes.");
    }

    /// <summary>Reads how many elements follow, and makes an array for them.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <param name="minimumBytes">How many bytes each has at least.</param>
    /// <returns>The array, which is to be filled.</returns>
    public T[] ReadArray<T>(int minimumBytes) => ReadCount(minimumBytes) is var count && count == 0 ? [] : new T[count];

    /// <summary>Enters a value of several members: until it is left, that is all there is.</summary>
    /// <returns>What <see cref="LeaveObject"/> needs.</returns>
    public int EnterObject()
    {
        if (++_depth > WireFormat.MaxDepth)
            throw WireFormat.TooDeep();
        var (length, outer) = (ReadLength(), _end);
        _end = _at + length;
        return outer;
    }

    /// <summary>Leaves a value of several members, with those that whoever reads does not know.</summary>
    /// <param name="outer">What <see cref="EnterObject"/> returned.</param>
    public void LeaveObject(int outer)
    {
        _at = _end;
        _end = outer;
        _depth--;
    }

    /// <summary>For a member that is not there and has nothing to stand for it.</summary>
    /// <param name="member">The member.</param>
    /// <returns>What is to be thrown.</returns>
    public static WireException Missing(string member) =>
        new($"{member} was not sent: the other side was built for an older version of the contract, and nothing can stand for it.");

    private int ReadLength()
    {
        var length = ReadInt32();
        return length >= 0 && length <= _end - _at ? length : throw TooShort();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _end - _at)
            throw TooShort();
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static WireException TooShort() => new("The message ends before what it announces.");
}
