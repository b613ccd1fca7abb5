using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Witnesses;

/// <summary>
/// A witness (C2SP tlog-witness): cosigns the checkpoints of logs that it watches, each only if it follows from the last one, which is compared and kept
/// before the cosignature is given.
/// </summary>
/// <remarks>Platform.Audit.AspNetCore serves it. For several threads at once.</remarks>
public sealed class CheckpointWitness : ICheckpointWitness, IDisposable
{
    private readonly NoteSigner _signer;
    private readonly IWitnessStore _store;
    private readonly Dictionary<string, CheckpointPolicy> _logs;

    /// <summary>Makes a witness.</summary>
    /// <param name="signer">Its key: one that cosigns, such as <c>Ed25519CosignatureSigner</c> of Platform.Audit.Ed25519. It stays the caller's.</param>
    /// <param name="store">What it has cosigned.</param>
    /// <param name="logs">The logs that it watches, with their keys. What they ask of other witnesses does not count here.</param>
    /// <exception cref="ArgumentException">The key signs and does not cosign, or a log stands there twice.</exception>
    public CheckpointWitness(NoteSigner signer, IWitnessStore store, IEnumerable<CheckpointPolicy> logs)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(logs);
        if (signer.Key.SignatureType != NoteSignatureType.Ed25519Cosignature)
            throw new ArgumentException("A witness cosigns: its key is one for cosignatures, as that of Ed25519CosignatureSigner.", nameof(signer));
        (_signer, _store, Verifier) = (signer, store, signer.CreateVerifier());
        _logs = logs.ToDictionary(static log => log.Origin, StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public NoteVerifier Verifier { get; }

    /// <summary>Answers a request.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The answer. Whatever the bytes are, nothing throws but what the store does.</returns>
    public ValueTask<WitnessAnswer> AnswerAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!WitnessRequest.TryParse(body.Span, out var request))
            return new(new WitnessAnswer(WitnessResult.Malformed));
        var proof = new TreeHash[request.ProofLength];
        request.CopyProof(proof);
        return AddCheckpointAsync(request.OldSize, proof, body[^request.Checkpoint.Length..], cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<WitnessAnswer> AddCheckpointAsync(long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        if (Refuse(oldSize, checkpoint.Span, out var log, out var size, out var root) is { } refused)
            return new WitnessAnswer(refused);
        var kept = await _store.ReadAsync(log.Origin, cancellationToken).ConfigureAwait(false);
        var (known, knownRoot) = Known(log, kept.Span);
        if (known != oldSize || (known == size && knownRoot != root && known > 0))
            return new WitnessAnswer(WitnessResult.Conflict, Size: known);
        if (!IsConsistent(known, size, proof.Span, knownRoot, root))
            return new WitnessAnswer(WitnessResult.Inconsistent);
        // It is made before, so that nothing is kept that it could not cosign, and its time is not after that of a larger one. Compared and kept before anybody has it: if we crash in between, the log asks again.
        var cosignature = Cosign(checkpoint.Span);
        // Of what is kept already nothing is written: anybody may show it, as often as he likes. It must still be the last, as of the time in the cosignature.
        if (known == size && !kept.IsEmpty)
        {
            var now = await _store.ReadAsync(log.Origin, cancellationToken).ConfigureAwait(false);
            return now.Span.SequenceEqual(kept.Span) ? new WitnessAnswer(WitnessResult.Cosigned, cosignature) : new WitnessAnswer(WitnessResult.Conflict, Size: Known(log, now.Span).Size);
        }
        if (!await _store.TryReplaceAsync(log.Origin, kept, checkpoint, cancellationToken).ConfigureAwait(false))
            return new WitnessAnswer(WitnessResult.Conflict, Size: Known(log, (await _store.ReadAsync(log.Origin, cancellationToken).ConfigureAwait(false)).Span).Size);
        return new WitnessAnswer(WitnessResult.Cosigned, cosignature);
    }

    /// <summary>Releases what it verifies its own key with.</summary>
    public void Dispose() => Verifier.Dispose();

    private WitnessResult? Refuse(long oldSize, ReadOnlySpan<byte> checkpoint, out CheckpointPolicy log, out long size, out TreeHash root)
    {
        (log, size, root) = (null!, 0, default);
        if (oldSize < 0 || !SignedNote.TryParse(checkpoint, out var note) || !CheckpointView.TryParse(note.Text, out var read))
            return WitnessResult.Malformed;
        if (!_logs.TryGetValue(Encoding.UTF8.GetString(read.Origin), out log!))
            return WitnessResult.UnknownLog;
        if (log.VerifySignatures(note) is not (CheckpointResult.Verified or CheckpointResult.TooFewWitnesses))
            return WitnessResult.NotSignedByLog;
        (size, root) = (read.Size, read.Root);
        return oldSize > size ? WitnessResult.Malformed : null;
    }

    /// <summary>What it has cosigned itself; that it can be read no more would be an error of its disk, and no reason to begin anew.</summary>
    private static (long Size, TreeHash Root) Known(CheckpointPolicy log, ReadOnlySpan<byte> kept)
    {
        if (kept.IsEmpty)
            return (0, TreeHash.Empty);
        return SignedNote.TryParse(kept, out var note) && CheckpointView.TryParse(note.Text, out var read) && log.IsOf(read)
            ? (read.Size, read.Root)
            : throw new AuditIntegrityException($"What the witness has kept of the log {log.Origin} is no checkpoint of it.");
    }

    private static bool IsConsistent(long oldSize, long size, ReadOnlySpan<TreeHash> proof, TreeHash oldRoot, TreeHash root) =>
        oldSize == 0 ? proof.IsEmpty : TreeProof.VerifyConsistency(oldSize, size, oldRoot, root, proof);

    /// <summary>The text alone is signed: among the other lines may be one of this key, true or made up, or as many as a note can have.</summary>
    private byte[] Cosign(ReadOnlySpan<byte> checkpoint) => SignedNote.TryParse(checkpoint, out var note)
        ? SignedNote.Sign(note.Text, _signer)[(note.Text.Length + 1)..]
        : throw new ArgumentException("This is no signed note.", nameof(checkpoint));
}
