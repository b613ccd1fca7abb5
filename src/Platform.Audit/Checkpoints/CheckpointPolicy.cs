using System.Text;
using Platform.Audit.Notes;
using Platform.Audit.Tenants;
using Platform.Shared;

namespace Platform.Audit.Checkpoints;

/// <summary>
/// Whom one believes about a log: its origin, its keys, and how many of which witnesses. Pinned where proofs are verified, never taken from them.
/// </summary>
/// <remarks>For several threads at once. The verifiers belong to whoever made them, and live as long as the policy is used.</remarks>
public sealed class CheckpointPolicy
{
    private const int MaxKeys = 256;

    private readonly byte[] _origin;
    private readonly NoteVerifier[] _keys;
    private readonly int _logKeys;

    /// <summary>For each key the first of the same name: a witness with an old and a new key counts once.</summary>
    private readonly int[] _owners;

    /// <summary>Pins a log.</summary>
    /// <param name="origin">The origin that its checkpoints must have.</param>
    /// <param name="logKeys">The keys of the log. One of them must have signed; while a key is replaced these are two.</param>
    /// <param name="witnesses">The keys of the witnesses; those of one witness have the same name.</param>
    /// <param name="requiredWitnesses">How many of the witnesses must have signed.</param>
    /// <exception cref="ArgumentException">There is no key of the log, a key appears twice, or a witness has the name of a key of the log.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More witnesses are asked for than there are, or a negative number.</exception>
    public CheckpointPolicy(string origin, IEnumerable<NoteVerifier> logKeys, IEnumerable<NoteVerifier>? witnesses = null, int requiredWitnesses = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        ArgumentNullException.ThrowIfNull(logKeys);
        ArgumentOutOfRangeException.ThrowIfNegative(requiredWitnesses);
        _origin = Encoding.UTF8.GetBytes(origin);
        NoteVerifier[] ofLog = [.. logKeys];
        NoteVerifier[] ofWitnesses = [.. witnesses ?? []];
        _keys = [.. ofLog, .. ofWitnesses];
        _logKeys = ofLog.Length;
        _owners = [.. _keys.Select(key => Array.FindIndex(_keys, other => other.Key.Name == key.Key.Name))];
        Origin = origin;
        RequiredWitnesses = requiredWitnesses;

        if (_logKeys == 0)
            throw new ArgumentException("A log has one key at least.", nameof(logKeys));
        if (_keys.Length > MaxKeys)
            throw new ArgumentException($"A policy has at most {MaxKeys} keys.", nameof(witnesses));
        if (_keys.DistinctBy(key => (key.Key.Name, key.Key.Id)).Count() < _keys.Length)
            throw new ArgumentException("A key appears twice.", nameof(logKeys));
        if (ofWitnesses.Any(witness => ofLog.Any(key => key.Key.Name == witness.Key.Name)))
            throw new ArgumentException("A log is no witness of itself: a witness has the name of a key of the log.", nameof(witnesses));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requiredWitnesses, ofWitnesses.DistinctBy(key => key.Key.Name).Count());
    }

    /// <summary>The origin that checkpoints must have.</summary>
    public string Origin { get; }

    /// <summary>How many of the witnesses must have signed.</summary>
    public int RequiredWitnesses { get; }

    /// <summary>Pins the log of a tenant of this log: the same keys, and its own origin, which is this one's with <c>/t/</c> and the id behind it. Witnesses cosign this log alone.</summary>
    /// <param name="id">The id of the tenant (<see cref="IAuditTenants.IdOf"/>).</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentException">It is no id of a tenant.</exception>
    public CheckpointPolicy OfTenant(string id)
    {
        TenantOrigin.RequireId(id);
        return new CheckpointPolicy(TenantOrigin.Of(Origin, id), _keys[.._logKeys]);
    }

    /// <summary>Verifies a checkpoint.</summary>
    /// <param name="note">The signed note.</param>
    /// <param name="checkpoint">What it says, if it is <see cref="CheckpointResult.Verified"/>; nothing otherwise.</param>
    /// <returns>What came of it. Whatever the bytes are, nothing throws.</returns>
    [HotPath]
    public CheckpointResult Verify(ReadOnlySpan<byte> note, out CheckpointView checkpoint)
    {
        checkpoint = default;
        if (!SignedNote.TryParse(note, out var signed) || !CheckpointView.TryParse(signed.Text, out var read))
            return CheckpointResult.Malformed;
        if (!read.Origin.SequenceEqual(_origin))
            return CheckpointResult.WrongOrigin;
        var result = VerifySignatures(signed);
        if (result == CheckpointResult.Verified)
            checkpoint = read;
        return result;
    }

    /// <summary>Verifies the signatures of a note whose text is known to be a checkpoint of this log.</summary>
    internal CheckpointResult VerifySignatures(SignedNote note)
    {
        Span<bool> verified = stackalloc bool[_keys.Length];
        if (note.Verify(_keys, verified) is not (NoteResult.Verified or NoteResult.NotSigned))
            return CheckpointResult.InvalidSignature;
        if (!verified[.._logKeys].Contains(true))
            return CheckpointResult.NotSignedByLog;

        Span<bool> seen = stackalloc bool[_keys.Length];
        seen.Clear();
        for (var at = _logKeys; at < _keys.Length; at++)
        {
            if (verified[at])
                seen[_owners[at]] = true;
        }
        return seen.Count(true) < RequiredWitnesses ? CheckpointResult.TooFewWitnesses : CheckpointResult.Verified;
    }

    /// <summary>Whether a key of the log has signed a note, whatever its text is. Witnesses sign checkpoints alone, and are not asked for.</summary>
    internal bool IsSignedByLog(SignedNote note) => note.Verify(_keys.AsSpan(0, _logKeys)) == NoteResult.Verified;

    /// <summary>Whether a checkpoint is of this log.</summary>
    internal bool IsOf(CheckpointView checkpoint) => checkpoint.Origin.SequenceEqual(_origin);
}
