using System.Buffers.Binary;
using System.Text.Unicode;
using Platform.Audit.PersonalData;

namespace Platform.Audit.Records;

/// <summary>The fields of an event, as they stand in its bytes.</summary>
public readonly ref struct AuditFields
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal AuditFields(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Goes through the fields.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Whether there is nothing but fields, each in its one spelling, in their order.</summary>
    internal static bool AreWellFormed(ReadOnlySpan<byte> bytes)
    {
        var last = AuditField.Named;
        var areNamed = false;
        ReadOnlySpan<byte> lastName = default;
        while (!bytes.IsEmpty)
        {
            if (!TryTake(ref bytes, out var value))
                return false;
            if (value.Field == AuditField.Named)
            {
                if (areNamed && value.Name.SequenceCompareTo(lastName) <= 0)
                    return false;
                areNamed = true;
                lastName = value.Name;
                continue;
            }
            if (areNamed || value.Field <= last || !IsKnown(value))
                return false;
            last = value.Field;
        }
        return true;
    }

    private static bool IsKnown(in AuditValue value) => value.Field == AuditField.Outcome
        ? value.Kind == AuditValueKind.Integer && value.Integer is >= (long)AuditOutcome.Success and <= (long)AuditOutcome.Denied
        : value is { Field: > AuditField.Named and <= AuditField.Reason, Kind: AuditValueKind.Text or AuditValueKind.Personal };

    private static bool TryTake(scoped ref ReadOnlySpan<byte> bytes, out AuditValue value)
    {
        value = default;
        if (bytes.IsEmpty)
            return false;
        var field = (AuditField)bytes[0];
        bytes = bytes[1..];
        ReadOnlySpan<byte> name = default;
        if (field == AuditField.Named)
        {
            if (bytes.IsEmpty || bytes[0] == 0 || bytes.Length - 1 < bytes[0])
                return false;
            name = bytes.Slice(1, bytes[0]);
            bytes = bytes[(1 + name.Length)..];
            if (!Utf8.IsValid(name))
                return false;
        }
        if (bytes.IsEmpty)
            return false;
        var kind = (AuditValueKind)bytes[0];
        bytes = bytes[1..];
        if (!TryTakeValue(ref bytes, kind, out var content))
            return false;
        value = new AuditValue(field, name, kind, content);
        return true;
    }

    private static bool TryTakeValue(scoped ref ReadOnlySpan<byte> bytes, AuditValueKind kind, out ReadOnlySpan<byte> content)
    {
        content = default;
        int length;
        switch (kind)
        {
            case AuditValueKind.Text or AuditValueKind.Bytes:
                if (!BinaryPrimitives.TryReadUInt16BigEndian(bytes, out var written))
                    return false;
                length = written;
                bytes = bytes[sizeof(ushort)..];
                break;
            case AuditValueKind.Integer or AuditValueKind.Time:
                length = sizeof(long);
                break;
            case AuditValueKind.Boolean:
                length = 1;
                break;
            case AuditValueKind.Personal:
                length = PersonalCommitment.Length;
                break;
            case AuditValueKind.Guid:
                length = 16;
                break;
            default:
                return false;
        }
        if (bytes.Length < length)
            return false;
        content = bytes[..length];
        bytes = bytes[length..];
        return kind switch
        {
            AuditValueKind.Text => Utf8.IsValid(content),
            AuditValueKind.Boolean => content[0] <= 1,
            AuditValueKind.Time => RecordHeader.IsTime(BinaryPrimitives.ReadInt64BigEndian(content)),
            _ => true,
        };
    }

    /// <summary>Goes through the fields of an event.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private AuditValue _current;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The present field.</summary>
        public readonly AuditValue Current => _current;

        /// <summary>Goes to the next.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            var rest = _rest;
            var isThere = TryTake(ref rest, out var taken);
            _rest = rest;
            _current = taken;
            return isThere;
        }
    }
}
