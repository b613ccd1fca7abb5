using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;

namespace Platform.Audit.Retention;

/// <summary>
/// A record that lets something be missing is signed by the log's own key, and counts by that alone: its place in the tree says only that somebody could
/// write into the store. The last field has the signatures, as a signed note has them, over the origin and the hash of everything before that field.
/// docs/reference/audit-record.md, "Signed records".
/// </summary>
internal static class Statement
{
    public const string Field = "signature";

    /// <summary>The first line is no origin of a log, and the third no hash of a tree: no checkpoint can be taken for a statement, nor the other way about.</summary>
    private const string Context = "platform-audit-statement/1";

    /// <summary>The field before its bytes: what it is, its name with the length, its kind, and the length.</summary>
    private const int Overhead = 1 + 1 + 9 + 1 + sizeof(ushort);

    /// <summary>Writes the last field of an event.</summary>
    public static void Sign(ref AuditEventWriter writer, LogKeys keys)
    {
        var text = TextOf(keys.Origin, writer.Written[RecordHeader.Length..]);
        // A note is its text, an empty line, and the signatures.
        writer.Bytes(Field, keys.Sign(text).AsSpan(text.Length + 1));
    }

    /// <summary>Whether a record is an event of a name, and a key of the log has signed it.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name, CheckpointPolicy policy)
    {
        if (!AuditRecord.TryRead(bytes, out var record) || record.Kind != AuditRecordKind.Event || !record.Name.SequenceEqual(name))
            return false;
        AuditValue last = default;
        foreach (var field in record.Fields)
            last = field;
        if (last.Kind != AuditValueKind.Bytes || !last.Name.SequenceEqual("signature"u8))
            return false;
        var text = TextOf(policy.Origin, bytes[RecordHeader.Length..^(Overhead + last.Bytes.Length)]);
        return SignedNote.TryParse([.. text, (byte)'\n', .. last.Bytes], out var note) && policy.IsSignedByLog(note);
    }

    private static byte[] TextOf(string origin, ReadOnlySpan<byte> body) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Context}\n{origin}\nsha256:{Convert.ToHexStringLower(SHA256.HashData(body))}\n"));
}
