using System.Buffers.Binary;
using Platform.Audit.Proofs;
using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>
/// The proof of a tenant's record against both logs: a <c>.tlog-proof</c> (C2SP tlog-proof) of his own log, whose extra data, which nobody
/// has signed, is the record of the host's log that has his checkpoint, with its length in two bytes
/// before it, and the proof of that record. <see cref="AuditTenantVerifier"/> verifies it.
/// </summary>
public static class AuditTenantProof
{
    /// <summary>Writes a proof.</summary>
    /// <param name="index">The index of the record in the log of the tenant.</param>
    /// <param name="inclusion">The inclusion proof in the tree of the statement.</param>
    /// <param name="statement">What the log of the host says of that tree.</param>
    /// <param name="hostRecord">The record that says it, its exact bytes.</param>
    /// <param name="hostProof">The <c>.tlog-proof</c> of that record in the log of the host.</param>
    /// <returns>The contents of a <c>.tlog-proof</c> file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="ArgumentException">A proof has more hashes than any can have, a checkpoint is none, or the record is longer than
    /// records are.</exception>
    public static byte[] Write(
        long index, ReadOnlySpan<TreeHash> inclusion, AuditTenantStatement statement, ReadOnlySpan<byte> hostRecord,
        ReadOnlySpan<byte> hostProof)
    {
        if (hostRecord.Length > ushort.MaxValue)
            throw new ArgumentException($"A record has at most {ushort.MaxValue} bytes.", nameof(hostRecord));
        var extra = new byte[sizeof(ushort) + hostRecord.Length + hostProof.Length];
        BinaryPrimitives.WriteUInt16BigEndian(extra, (ushort)hostRecord.Length);
        hostRecord.CopyTo(extra.AsSpan(sizeof(ushort)));
        hostProof.CopyTo(extra.AsSpan(sizeof(ushort) + hostRecord.Length));
        return TlogProof.Write(index, inclusion, statement.Checkpoint.Span, extra);
    }

    internal static bool TryReadExtra(ReadOnlySpan<byte> extra, out ReadOnlySpan<byte> hostRecord, out ReadOnlySpan<byte> hostProof)
    {
        hostRecord = hostProof = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(extra, out var length) || extra.Length - sizeof(ushort) < length)
            return false;
        hostRecord = extra.Slice(sizeof(ushort), length);
        hostProof = extra[(sizeof(ushort) + length)..];
        return true;
    }
}
