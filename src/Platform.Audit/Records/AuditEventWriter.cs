using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Platform.Audit.PersonalData;
using Platform.Audit.Tiles;
using Platform.Shared;

namespace Platform.Audit.Records;

/// <summary>Writes the fields of an event into a record, in the one order and the one spelling that there is for them.</summary>
/// <remarks>A value that is <see langword="null"/> is left out. Text is UTF-8; what is not well-formed Unicode is written with U+FFFD in its place.</remarks>
public ref struct AuditEventWriter
{
    private const int FirstLength = 512;

    private byte[] _rented;
    private int _length;
    private int _lastNameAt;
    private int _lastNameLength;
    private AuditField _last;
    private readonly AuditContext? _context;
    private readonly IAuditContentProtector? _protector;
    private string? _subject;
    private Enclosure? _enclosure;

    private AuditEventWriter(byte[] rented, int length, AuditContext? context, IAuditContentProtector? protector) =>
        (_rented, _length, _lastNameAt, _context, _protector, _subject) = (rented, length, -1, context, protector, context?.Subject);

    /// <summary>Whether something travels behind the record.</summary>
    internal readonly bool HasEnclosure => _enclosure is not null;

    internal readonly ReadOnlySpan<byte> Written => _rented.AsSpan(0, _length);

    /// <summary>The record, whose header is written when its number is known.</summary>
    internal readonly Span<byte> Record => _rented.AsSpan(0, _length);

    /// <summary>Writes who did it.</summary>
    /// <param name="value">For example <c>user:4711</c>.</param>
    [HotPath]
    public void Actor(string? value) => Known(AuditField.Actor, value);

    /// <summary>Writes what it was done to.</summary>
    /// <param name="value">For example <c>request:42</c>.</param>
    [HotPath]
    public void Target(string? value) => Known(AuditField.Target, value);

    /// <summary>Writes what came of it.</summary>
    /// <param name="value">The outcome; left out if <see cref="AuditOutcome.Unknown"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such outcome.</exception>
    [HotPath]
    public void Outcome(AuditOutcome value)
    {
        if (value == AuditOutcome.Unknown)
            return;
        if (value is < AuditOutcome.Unknown or > AuditOutcome.Denied)
            throw new ArgumentOutOfRangeException(nameof(value));
        Begin(AuditField.Outcome);
        WriteInteger(AuditValueKind.Integer, (long)value);
    }

    /// <summary>Writes whose it is.</summary>
    /// <param name="value">The tenant.</param>
    [HotPath]
    public void Tenant(string? value) => Known(AuditField.Tenant, value);

    /// <summary>Writes where it came from.</summary>
    /// <param name="value">For example an address.</param>
    [HotPath]
    public void Source(string? value) => Known(AuditField.Source, value);

    /// <summary>Writes what it belongs to.</summary>
    /// <param name="value">For example the id of a trace.</param>
    [HotPath]
    public void Correlation(string? value) => Known(AuditField.Correlation, value);

    /// <summary>Writes why it was done.</summary>
    /// <param name="value">In the words of whoever did it.</param>
    [HotPath]
    public void Reason(string? value) => Known(AuditField.Reason, value);

    /// <summary>Writes a field of the event's own.</summary>
    /// <param name="name">Its name, ordinally after the one before: 1 to 255 bytes of UTF-8.</param>
    /// <param name="value">Its value; left out if <see langword="null"/>.</param>
    /// <exception cref="InvalidOperationException">The order of <see cref="AuditField"/> and of names is not kept.</exception>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    [HotPath]
    public void Text(string name, string? value)
    {
        if (value is null)
            return;
        Begin(name);
        WriteText(value);
    }

    /// <inheritdoc cref="Text(string, string)"/>
    [HotPath]
    public void Integer(string name, long? value)
    {
        if (value is not { } integer)
            return;
        Begin(name);
        WriteInteger(AuditValueKind.Integer, integer);
    }

    /// <inheritdoc cref="Text(string, string)"/>
    [HotPath]
    public void Boolean(string name, bool? value)
    {
        if (value is not { } boolean)
            return;
        Begin(name);
        var room = Room(2);
        (room[0], room[1]) = ((byte)AuditValueKind.Boolean, boolean ? (byte)1 : (byte)0);
        _length += 2;
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="name">As for <see cref="Text"/>.</param>
    /// <param name="value">The bytes; written also where there are none.</param>
    [HotPath]
    public void Bytes(string name, ReadOnlySpan<byte> value)
    {
        Begin(name);
        var room = Room(3 + value.Length);
        room[0] = (byte)AuditValueKind.Bytes;
        BinaryPrimitives.WriteUInt16BigEndian(room[1..], checked((ushort)value.Length));
        value.CopyTo(room[3..]);
        _length += 3 + value.Length;
    }

    /// <inheritdoc cref="Text(string, string)"/>
    [HotPath]
    public void Time(string name, DateTimeOffset? value)
    {
        if (value is not { } time)
            return;
        Begin(name);
        WriteInteger(AuditValueKind.Time, RecordHeader.Microseconds(time));
    }

    /// <inheritdoc cref="Text(string, string)"/>
    [HotPath]
    public void Guid(string name, Guid? value)
    {
        if (value is not { } guid)
            return;
        Begin(name);
        var room = Room(17);
        room[0] = (byte)AuditValueKind.Guid;
        guid.TryWriteBytes(room[1..], bigEndian: true, out _);
        _length += 17;
    }

    /// <summary>Says whom the personal fields of this event are about, so that they can be found in order to be erased. It is kept beside the record, and erased with them.</summary>
    /// <param name="value">A pseudonym, for example <c>resident:17</c>: at most 255 characters, none of them of code 0. Nothing is said if <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">It is empty or too long, or has a character of code 0.</exception>
    /// <exception cref="InvalidOperationException">A personal field was written before.</exception>
    public void Subject(string? value)
    {
        if (value is null)
            return;
        if (value.Length is 0 or > 255 || value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A subject has 1 to 255 characters, none of them of code 0.", nameof(value));
        if (_enclosure is not null)
            throw new InvalidOperationException("The subject is said before the first personal field.");
        _subject = value;
    }

    /// <summary>Writes a field of the event's own that is personal: the record has a salted commitment to it, and the value lies beside the record, where it can be erased.</summary>
    /// <param name="name">As for <see cref="Text"/>.</param>
    /// <param name="value">Its value; left out if <see langword="null"/>.</param>
    /// <exception cref="InvalidOperationException">The order of <see cref="AuditField"/> and of names is not kept.</exception>
    /// <exception cref="ArgumentException">The name is empty or too long, or the value is longer than a record.</exception>
    public void Personal(string name, string? value)
    {
        if (value is null)
            return;
        Begin(name);
        WritePersonal(AuditField.Named, name, value);
    }

    /// <summary>Writes one of the fields that every reader knows, which is personal in this event.</summary>
    /// <param name="field">A field that is a text.</param>
    /// <param name="value">Its value; left out if <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no field that is a text.</exception>
    /// <exception cref="InvalidOperationException">The order of <see cref="AuditField"/> is not kept.</exception>
    public void Personal(AuditField field, string? value)
    {
        if (field is <= AuditField.Named or > AuditField.Reason or AuditField.Outcome)
            throw new ArgumentOutOfRangeException(nameof(field));
        if (value is null)
            return;
        Begin(field);
        WritePersonal(field, PersonalContent.NameOf(field), value);
    }

    /// <summary>Erases contents of records, in the transaction that adds this event.</summary>
    internal void Erase(ReadOnlySpan<long> indices) => (_enclosure ??= new Enclosure()).Erase(indices);

    /// <summary>Begins a record that is an event: what comes next are its fields.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="context">Says what the event does not say itself.</param>
    /// <param name="protector">Seals what is personal.</param>
    internal static AuditEventWriter Begin(AuditEventType type, AuditContext? context = null, IAuditContentProtector? protector = null)
    {
        var name = type.NameUtf8;
        var writer = new AuditEventWriter(ArrayPool<byte>.Shared.Rent(FirstLength), RecordHeader.Length, context, protector);
        RecordHeader.SetFlags(writer._rented, 0);
        writer._rented[RecordHeader.Length] = (byte)name.Length;
        name.CopyTo(writer._rented, RecordHeader.Length + 1);
        writer._length += 1 + name.Length;
        return writer;
    }

    /// <summary>Adds what the context says and the event did not, and what travels behind the record.</summary>
    internal void End()
    {
        Fill(AuditField.Reason);
        if (_enclosure is null)
            return;
        var length = _enclosure.Length;
        _enclosure.Write(Room(length)[..length]);
        _length += length;
        RecordHeader.SetFlags(_rented, Enclosure.Flag);
    }

    /// <summary>Gives back its memory. Nothing that it wrote may be used after that.</summary>
    internal void Return()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null!;
    }

    private void WritePersonal(AuditField field, string name, string value)
    {
        if (value.Length > EntryBundle.MaxEntryLength)
            throw new ArgumentException($"A personal value has at most {EntryBundle.MaxEntryLength} bytes.", nameof(value));
        var content = PersonalContent.Of(value);
        var room = Room(1 + PersonalCommitment.Length);
        room[0] = (byte)AuditValueKind.Personal;
        PersonalContent.Commit(content, field, field == AuditField.Named ? _rented.AsSpan(_lastNameAt, _lastNameLength) : default, _subject, room[1..]);
        _length += 1 + PersonalCommitment.Length;
        _enclosure ??= new Enclosure { Subject = _subject };
        // What stands in the content: where the text was no Unicode, that is not the text.
        _enclosure.Add(PersonalContent.Tag(_protector, name, PersonalContent.Text(content)), PersonalContent.Seal(_protector, _subject, content));
    }

    private void Known(AuditField field, string? value)
    {
        if (value is null)
            return;
        Begin(field);
        // Whoever says that it is personal says so of what events say themselves as well.
        if (_context is { PersonalFields.Count: > 0 } && _context.PersonalFields.Contains(field))
            WritePersonal(field, PersonalContent.NameOf(field), value);
        else
            WriteText(value);
    }

    /// <summary>Writes what the context says of fields that come after the last one and before this one.</summary>
    private void Fill(AuditField before)
    {
        if (_context is null || _lastNameAt >= 0)
            return;
        FillOne(AuditField.Actor, before, _context.Actor);
        FillOne(AuditField.Tenant, before, _context.Tenant);
        FillOne(AuditField.Source, before, _context.Source);
        FillOne(AuditField.Correlation, before, _context.Correlation);
    }

    private void FillOne(AuditField field, AuditField before, string? value)
    {
        if (field <= _last || field >= before || value is null)
            return;
        _last = field;
        Room(1)[0] = (byte)field;
        _length++;
        if (_context!.PersonalFields.Contains(field))
            WritePersonal(field, PersonalContent.NameOf(field), value);
        else
            WriteText(value);
    }

    private void Begin(AuditField field)
    {
        Fill(field);
        if (field <= _last || _lastNameAt >= 0)
            throw new InvalidOperationException($"{field} is written once, in the order of AuditField, before all fields that have names.");
        _last = field;
        Room(1)[0] = (byte)field;
        _length++;
    }

    private void Begin(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Fill(AuditField.Reason);
        var room = Room(2 + Encoding.UTF8.GetMaxByteCount(name.Length));
        Utf8.FromUtf16(name, room[2..], out _, out var length);
        if (length > byte.MaxValue)
            throw new ArgumentException($"The name of a field has at most {byte.MaxValue} bytes.", nameof(name));
        var written = room.Slice(2, length);
        if (_lastNameAt >= 0 && written.SequenceCompareTo(_rented.AsSpan(_lastNameAt, _lastNameLength)) <= 0)
            throw new InvalidOperationException($"The field \"{name}\" comes before the one that was written last, or twice: fields are written by name, in ordinal order.");
        (room[0], room[1]) = ((byte)AuditField.Named, (byte)length);
        (_lastNameAt, _lastNameLength) = (_length + 2, length);
        _length += 2 + length;
    }

    private void WriteInteger(AuditValueKind kind, long value)
    {
        var room = Room(1 + sizeof(long));
        room[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(room[1..], value);
        _length += 1 + sizeof(long);
    }

    private void WriteText(string value)
    {
        var room = Room(3 + Encoding.UTF8.GetMaxByteCount(value.Length));
        room[0] = (byte)AuditValueKind.Text;
        Utf8.FromUtf16(value, room[3..], out _, out var length);
        if (length > ushort.MaxValue)
            throw new ArgumentException($"A text in a record has at most {ushort.MaxValue} bytes, not {length}: append its hash, and keep it elsewhere.", nameof(value));
        BinaryPrimitives.WriteUInt16BigEndian(room[1..], (ushort)length);
        _length += 3 + length;
    }

    /// <summary>The room after what is written.</summary>
    private Span<byte> Room(int length)
    {
        if (_rented.Length - _length < length)
            Grow(length);
        return _rented.AsSpan(_length);
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _rented.Length, _length + length));
        _rented.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = larger;
    }
}
