using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.PersonalData;

/// <summary>
/// What travels behind the bytes of a record, through the queue or the intake, until both are stored in one transaction, the record as a leaf and this beside it: contents of personal fields, or which
/// contents are erased. A flag in the header says that it is there; the flag is taken away with it.
/// </summary>
internal sealed class Enclosure
{
    /// <summary>In the flags of a header that is not yet a leaf's.</summary>
    public const byte Flag = 0x80;

    public const int MaxTagLength = 64;

    private const byte Contents = 1;
    private const byte Erasure = 2;

    private readonly List<(byte[]? Tag, byte[] Content)> _contents = [];
    private long[] _erased = [];

    public string? Subject { get; set; }

    public int Count => _contents.Count;

    /// <summary>How long it is.</summary>
    public int Length => sizeof(int) + 1 + (_erased.Length > 0 ? sizeof(int) + _erased.Length * sizeof(long) : 0) + (_contents.Count > 0
        ? sizeof(ushort) + Encoding.UTF8.GetByteCount(Subject ?? "") + 1 + _contents.Sum(static each => 1 + (each.Tag?.Length ?? 0) + sizeof(ushort) + each.Content.Length)
        : 0);

    public void Add(byte[]? tag, byte[] content)
    {
        if (tag?.Length > MaxTagLength)
            throw new InvalidOperationException($"A protector gives tags of at most {MaxTagLength} bytes.");
        if (content.Length > ushort.MaxValue)
            throw new ArgumentException($"A personal value has at most {ushort.MaxValue} bytes with what protects it, not {content.Length}.", nameof(content));
        if (_contents.Count == byte.MaxValue)
            throw new InvalidOperationException($"An event has at most {byte.MaxValue} personal fields.");
        _contents.Add((tag, content));
    }

    public void Erase(ReadOnlySpan<long> indices) => _erased = indices.ToArray();

    /// <summary>Writes it, its length last, so that it is found from the end.</summary>
    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteInt32BigEndian(into[^sizeof(int)..], into.Length);
        into[0] = _erased.Length > 0 ? Erasure : Contents;
        var rest = into[1..];
        if (_erased.Length > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, _erased.Length);
            rest = rest[sizeof(int)..];
            foreach (var index in _erased)
            {
                BinaryPrimitives.WriteInt64BigEndian(rest, index);
                rest = rest[sizeof(long)..];
            }
        }
        if (_contents.Count == 0)
            return;
        var subject = Encoding.UTF8.GetBytes(Subject ?? "", rest[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)subject);
        rest = rest[(sizeof(ushort) + subject)..];
        rest[0] = (byte)_contents.Count;
        rest = rest[1..];
        foreach (var (tag, content) in _contents)
        {
            rest[0] = (byte)(tag?.Length ?? 0);
            tag?.CopyTo(rest[1..]);
            rest = rest[(1 + rest[0])..];
            BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)content.Length));
            content.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + content.Length)..];
        }
    }

    /// <summary>Takes the flag away.</summary>
    /// <param name="record">A record that this package has written, or that was looked at when it was taken from an intake, with what may be behind it.</param>
    /// <returns>How many bytes are behind the record.</returns>
    public static int Detach(Span<byte> record)
    {
        if ((RecordHeader.Flags(record) & Flag) == 0)
            return 0;
        RecordHeader.SetFlags(record, (byte)(RecordHeader.Flags(record) & ~Flag));
        return BinaryPrimitives.ReadInt32BigEndian(record[^sizeof(int)..]);
    }

    /// <summary>Says again that something is behind a record.</summary>
    public static void Attach(Span<byte> record) => RecordHeader.SetFlags(record, (byte)(RecordHeader.Flags(record) | Flag));

    /// <summary>Parts bytes that others have written: a copy of the record without the flag, and what is behind it.</summary>
    /// <param name="row">The bytes.</param>
    /// <param name="leaf">The record, perhaps; <paramref name="row"/> itself where nothing is behind it.</param>
    /// <param name="enclosure">What is behind it; empty where nothing is.</param>
    /// <returns>Whether there is a record before what the bytes say is behind it.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> row, out ReadOnlySpan<byte> leaf, out ReadOnlySpan<byte> enclosure)
    {
        leaf = row;
        enclosure = default;
        if (row.Length < RecordHeader.Length || (RecordHeader.Flags(row) & Flag) == 0)
            return true;
        var length = BinaryPrimitives.ReadInt32BigEndian(row[^sizeof(int)..]);
        if (length < sizeof(int) + 1 || length > row.Length - RecordHeader.Length)
            return false;
        var copy = row[..^length].ToArray();
        RecordHeader.SetFlags(copy, (byte)(RecordHeader.Flags(copy) & ~Flag));
        leaf = copy;
        enclosure = row[^length..];
        return true;
    }

    /// <summary>
    /// Whether what others have written behind a record are contents, one for each of its personal fields. An erasure is never taken from others. Contents that nobody has sealed must be what the record has committed to,
    /// for what does not fit would look like damage for ever. Sealed ones are not opened: that their key is away, was replaced or is destroyed says nothing against the event, and its record has its commitments.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> enclosure, AuditRecord record) => enclosure.IsEmpty
        ? PersonalFields(record) == 0
        : TryRead(enclosure, out var subject, out var contents) && contents.Count > 0 && contents.Count == PersonalFields(record) && Fit(record, subject, contents);

    /// <summary>Whether it can be put into a batch with this record: a content for each of its personal fields, or an erasure with the event that says so, of exactly the records that it names.</summary>
    public static bool HasShapeOf(ReadOnlySpan<byte> enclosure, AuditRecord record)
    {
        if (enclosure.IsEmpty)
            return PersonalFields(record) == 0;
        if (record.Kind != AuditRecordKind.Event)
            return false;
        if (enclosure[0] != Erasure)
            return TryRead(enclosure, out _, out var contents) && contents.Count > 0 && contents.Count == PersonalFields(record);
        return TrySplitErasure(enclosure, out var indices, out var behind) && LogErased.TryRead(record, out var ranges) && ranges is not null && Names(ranges, indices)
            && (behind.IsEmpty ? PersonalFields(record) == 0 : TryReadContents(behind, out _, out var own) && own.Count > 0 && own.Count == PersonalFields(record));
    }

    /// <summary>What is erased, and the contents of the record that says so: who erased, and from where, may be personal too.</summary>
    private static bool TrySplitErasure(ReadOnlySpan<byte> enclosure, out ReadOnlySpan<byte> indices, out ReadOnlySpan<byte> contents)
    {
        indices = default;
        contents = default;
        var rest = enclosure[1..^sizeof(int)];
        if (!BinaryPrimitives.TryReadInt32BigEndian(rest, out var count) || count < 1 || count > (rest.Length - sizeof(int)) / sizeof(long))
            return false;
        indices = rest.Slice(sizeof(int), count * sizeof(long));
        contents = rest[(sizeof(int) + indices.Length)..];
        return true;
    }

    /// <summary>Whether what is erased is what the record says, in its order: what goes besides could never be told from damage.</summary>
    private static bool Names(List<(long First, long Last)> ranges, ReadOnlySpan<byte> indices)
    {
        foreach (var (first, last) in ranges)
        {
            for (var index = first; ; index++)
            {
                if (indices.IsEmpty || BinaryPrimitives.ReadInt64BigEndian(indices) != index)
                    return false;
                indices = indices[sizeof(long)..];
                if (index == last)
                    break;
            }
        }
        return indices.IsEmpty;
    }

    private static bool Fit(AuditRecord record, string? subject, List<(ReadOnlyMemory<byte> Tag, ReadOnlyMemory<byte> Content)> contents)
    {
        var place = 0;
        foreach (var field in record.Fields)
        {
            if (field.Kind != AuditValueKind.Personal)
                continue;
            if (PersonalContent.IsPlainlyOther(contents[place].Content.Span, subject, field))
                return false;
            place++;
        }
        return true;
    }

    /// <summary>How many fields of a record have something beside it.</summary>
    public static int PersonalFields(AuditRecord record)
    {
        var count = 0;
        foreach (var field in record.Fields)
            count += field.Kind == AuditValueKind.Personal ? 1 : 0;
        return count;
    }

    /// <summary>Puts it into the batch of its record. Only what was there before the batch can be erased.</summary>
    public static void AddTo(AuditBatch batch, long index, ReadOnlySpan<byte> enclosure)
    {
        var behind = enclosure[1..^sizeof(int)];
        if (enclosure[0] == Erasure)
        {
            if (!TrySplitErasure(enclosure, out var indices, out behind))
                throw new InvalidOperationException("What is behind a record cannot be read.");
            for (; !indices.IsEmpty; indices = indices[sizeof(long)..])
            {
                var erased = BinaryPrimitives.ReadInt64BigEndian(indices);
                if (erased < batch.FirstIndex)
                    batch.Erase(erased, index);
            }
            if (behind.IsEmpty)
                return;
        }
        if (!TryReadContents(behind, out var subject, out var contents))
            throw new InvalidOperationException("What is behind a record cannot be read.");
        for (var place = 0; place < contents.Count; place++)
            batch.Add(new AuditPersonalContent(index, place, subject, contents[place].Tag, contents[place].Content, null));
    }

    private static bool TryRead(ReadOnlySpan<byte> enclosure, out string? subject, out List<(ReadOnlyMemory<byte> Tag, ReadOnlyMemory<byte> Content)> contents)
    {
        (subject, contents) = (null, []);
        var behind = enclosure[..^sizeof(int)];
        return !behind.IsEmpty && behind[0] == Contents && TryReadContents(behind[1..], out subject, out contents);
    }

    private static bool TryReadContents(ReadOnlySpan<byte> rest, out string? subject, out List<(ReadOnlyMemory<byte> Tag, ReadOnlyMemory<byte> Content)> contents)
    {
        (subject, contents) = (null, []);
        if (!TryTake(ref rest, sizeof(ushort), out var subjectBytes) || subjectBytes.Length > PersonalCommitment.MaxSubjectLength || !Utf8.IsValid(subjectBytes) || subjectBytes.Contains((byte)0) || rest.IsEmpty)
            return false;
        subject = subjectBytes.IsEmpty ? null : Encoding.UTF8.GetString(subjectBytes);
        int count = rest[0];
        rest = rest[1..];
        for (var at = 0; at < count; at++)
        {
            if (!TryTake(ref rest, 1, out var tag) || tag.Length > MaxTagLength || !TryTake(ref rest, sizeof(ushort), out var content) || content.IsEmpty)
                return false;
            contents.Add((tag.ToArray(), content.ToArray()));
        }
        return rest.IsEmpty;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, int lengthBytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (rest.Length < lengthBytes)
            return false;
        var length = lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length - lengthBytes < length)
            return false;
        taken = rest.Slice(lengthBytes, length);
        rest = rest[(lengthBytes + length)..];
        return true;
    }
}
