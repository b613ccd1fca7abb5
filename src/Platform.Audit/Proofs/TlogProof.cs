using System.Buffers;
using System.Buffers.Text;
using Platform.Audit.Text;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Proofs;

/// <summary>
/// A proof of one record that is verified offline (C2SP tlog-proof), as it stands in the bytes that it was read from. Its files end with
/// <c>.tlog-proof</c>.
/// </summary>
/// <remarks>Nothing in it is to be believed until <see cref="AuditVerifier"/> has verified it; the extra data not even then.</remarks>
public readonly ref struct TlogProof
{
    private const int MaxHashes = TreeProof.MaxLength - 1;

    private readonly ReadOnlySpan<byte> _extra;
    private readonly ReadOnlySpan<byte> _hashes;

    private TlogProof(long index, ReadOnlySpan<byte> extra, ReadOnlySpan<byte> hashes, ReadOnlySpan<byte> checkpoint)
    {
        Index = index;
        _extra = extra;
        _hashes = hashes;
        Checkpoint = checkpoint;
    }

    /// <summary>The index of the record in the log.</summary>
    public long Index { get; }

    /// <summary>How many hashes the inclusion proof has.</summary>
    public int HashCount => _hashes.Length / (TreeHash.TextLength + 1);

    /// <summary>The signed checkpoint, as the log and its witnesses wrote it.</summary>
    public ReadOnlySpan<byte> Checkpoint { get; }

    /// <summary>Bytes of the extra data; 0 where there are none.</summary>
    public int ExtraLength => CanonicalBase64.TryGetLength(_extra, out var length) ? length : 0;

    private static ReadOnlySpan<byte> Header => "c2sp.org/tlog-proof@v1"u8;

    private static ReadOnlySpan<byte> ExtraField => "extra "u8;

    private static ReadOnlySpan<byte> IndexField => "index "u8;

    /// <summary>Reads a proof, strictly. The checkpoint in it is not read.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="proof">The proof.</param>
    /// <returns>Whether it was one.</returns>
    [HotPath]
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TlogProof proof)
    {
        proof = default;
        var lines = new Lines(bytes);
        if (!lines.TryRead(out var line) || !line.SequenceEqual(Header) || !lines.TryRead(out line))
            return false;
        ReadOnlySpan<byte> extra = default;
        if (line.StartsWith(ExtraField))
        {
            extra = line[ExtraField.Length..];
            if (extra.IsEmpty || !CanonicalBase64.TryGetLength(extra, out _) || !lines.TryRead(out line))
                return false;
        }
        if (!line.StartsWith(IndexField) || !CanonicalDecimal.TryParse(line[IndexField.Length..], out var index))
            return false;

        var hashes = lines.Rest;
        var length = 0;
        while (true)
        {
            if (!lines.TryRead(out line))
                return false;
            if (line.IsEmpty)
                break;
            if (!TreeHash.TryParse(line, out _))
                return false;
            length += line.Length + 1;
        }
        if (lines.Rest.IsEmpty || length > MaxHashes * (TreeHash.TextLength + 1))
            return false;
        proof = new TlogProof(index, extra, hashes[..length], lines.Rest);
        return true;
    }

    /// <summary>Writes a proof.</summary>
    /// <param name="index">The index of the record.</param>
    /// <param name="inclusion">The inclusion proof in the tree of the checkpoint.</param>
    /// <param name="checkpoint">The signed checkpoint.</param>
    /// <param name="extra">Data beside it that nobody has signed; none by default.</param>
    /// <returns>The contents of a <c>.tlog-proof</c> file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="ArgumentException">The proof has more hashes than any can have, or there is no checkpoint.</exception>
    public static byte[] Write(long index, ReadOnlySpan<TreeHash> inclusion, ReadOnlySpan<byte> checkpoint, ReadOnlySpan<byte> extra = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (inclusion.Length > MaxHashes)
            throw new ArgumentException($"An inclusion proof has at most {MaxHashes} hashes.", nameof(inclusion));
        if (!Notes.SignedNote.TryParse(checkpoint, out _))
            throw new ArgumentException("The checkpoint is no signed note.", nameof(checkpoint));

        var written = new ArrayBufferWriter<byte>(256 + inclusion.Length * (TreeHash.TextLength + 1) + checkpoint.Length);
        written.Write(Header);
        written.Write("\n"u8);
        if (!extra.IsEmpty)
        {
            written.Write(ExtraField);
            Base64.EncodeToUtf8(extra, written.GetSpan(CanonicalBase64.EncodedLength(extra.Length)), out _, out var encoded);
            written.Advance(encoded);
            written.Write("\n"u8);
        }
        written.Write(IndexField);
        written.Advance(CanonicalDecimal.Format(index, written.GetSpan(CanonicalDecimal.MaxLength)));
        written.Write("\n"u8);
        foreach (ref readonly var hash in inclusion)
        {
            written.Advance(hash.FormatText(written.GetSpan(TreeHash.TextLength)));
            written.Write("\n"u8);
        }
        written.Write("\n"u8);
        written.Write(checkpoint);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>Copies the inclusion proof.</summary>
    /// <param name="destination">Room for <see cref="HashCount"/> hashes.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">There is less room.</exception>
    public int CopyHashes(Span<TreeHash> destination)
    {
        if (destination.Length < HashCount)
            throw new ArgumentException($"There is room for fewer than {HashCount} hashes.", nameof(destination));
        var lines = new Lines(_hashes);
        var count = 0;
        while (lines.TryRead(out var line) && TreeHash.TryParse(line, out destination[count]))
            count++;
        return count;
    }

    /// <summary>Decodes the extra data, which nobody has signed.</summary>
    /// <param name="destination">Room for <see cref="ExtraLength"/> bytes.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">There is less room.</exception>
    public int CopyExtra(Span<byte> destination)
    {
        if (destination.Length < ExtraLength)
            throw new ArgumentException($"There is room for fewer than {ExtraLength} bytes.", nameof(destination));
        CanonicalBase64.TryDecode(_extra, destination, out var written);
        return written;
    }
}
