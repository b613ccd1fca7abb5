using System.Buffers;
using Platform.Audit.Text;
using Platform.Audit.Trees;

namespace Platform.Audit.Witnesses;

/// <summary>
/// The body of a request to a witness (C2SP tlog-witness, "add-checkpoint"): a line with the old size, lines with a consistency proof, an empty line, a
/// checkpoint.
/// </summary>
public readonly ref struct WitnessRequest
{
    /// <summary>The most hashes that a proof may have: 63.</summary>
    public const int MaxProofLength = 63;

    private readonly ReadOnlySpan<byte> _proof;

    private WitnessRequest(long oldSize, ReadOnlySpan<byte> proof, int proofLength, ReadOnlySpan<byte> checkpoint)
    {
        OldSize = oldSize;
        _proof = proof;
        ProofLength = proofLength;
        Checkpoint = checkpoint;
    }

    private static ReadOnlySpan<byte> Old => "old "u8;

    /// <summary>The size of the checkpoint that the request begins from.</summary>
    public long OldSize { get; }

    /// <summary>How many hashes the proof has.</summary>
    public int ProofLength { get; }

    /// <summary>The checkpoint, a signed note. Nothing of it was looked at.</summary>
    public ReadOnlySpan<byte> Checkpoint { get; }

    /// <summary>Reads a request, strictly.</summary>
    /// <param name="body">All of it.</param>
    /// <param name="request">The request.</param>
    /// <returns>Whether it was one. Whatever the bytes are, nothing throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> body, out WitnessRequest request)
    {
        request = default;
        var lines = new Lines(body);
        if (!lines.TryRead(out var first) || !first.StartsWith(Old) || !CanonicalDecimal.TryParse(first[Old.Length..], out var oldSize))
            return false;
        var proof = lines.Rest;
        for (var count = 0; lines.TryRead(out var line); count++)
        {
            if (line.IsEmpty)
            {
                request = new WitnessRequest(oldSize, proof, count, lines.Rest);
                return true;
            }
            if (count == MaxProofLength || !TreeHash.TryParse(line, out _))
                return false;
        }
        return false;
    }

    /// <summary>Writes a request.</summary>
    /// <param name="oldSize">The size of the checkpoint that the witness has last cosigned.</param>
    /// <param name="proof">That the new one follows from it.</param>
    /// <param name="checkpoint">The new checkpoint.</param>
    /// <returns>The body.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative, or the proof longer than <see cref="MaxProofLength"/>.</exception>
    public static byte[] Write(long oldSize, ReadOnlySpan<TreeHash> proof, ReadOnlySpan<byte> checkpoint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(proof.Length, MaxProofLength, nameof(proof));
        var written = new ArrayBufferWriter<byte>(Old.Length + CanonicalDecimal.MaxLength + proof.Length * 45 + checkpoint.Length + 2);
        written.Write(Old);
        written.Advance(CanonicalDecimal.Format(oldSize, written.GetSpan(CanonicalDecimal.MaxLength)));
        foreach (var hash in proof)
        {
            written.Write("\n"u8);
            written.Write(System.Text.Encoding.ASCII.GetBytes(hash.ToString()));
        }
        written.Write("\n\n"u8);
        written.Write(checkpoint);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>Copies the proof.</summary>
    /// <param name="destination">Room for <see cref="ProofLength"/> hashes.</param>
    /// <returns>How many there are.</returns>
    public int CopyProof(Span<TreeHash> destination)
    {
        var lines = new Lines(_proof);
        for (var at = 0; at < ProofLength; at++)
        {
            // Each of them was read once already.
            if (lines.TryRead(out var line) && TreeHash.TryParse(line, out var hash))
                destination[at] = hash;
        }
        return ProofLength;
    }
}
