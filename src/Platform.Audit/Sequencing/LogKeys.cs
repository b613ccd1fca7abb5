using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;

namespace Platform.Audit.Sequencing;

/// <summary>The keys of a log: what it signs with, and what it knows its own checkpoints by.</summary>
internal sealed class LogKeys : IDisposable
{
    private readonly NoteSigner[] _signers;
    private readonly NoteVerifier[] _verifiers;

    /// <param name="origin">The origin; <see langword="null"/> for the name of the first key.</param>
    /// <param name="signers">One key, or while it is replaced the old and the new one. They stay the caller's.</param>
    /// <param name="retired">Keys that do not sign any more, and have signed what may be there. They stay the caller's.</param>
    public LogKeys(string? origin, IEnumerable<NoteSigner> signers, IEnumerable<NoteVerifier> retired)
    {
        _signers = [.. signers];
        Origin = origin ?? _signers[0].Key.Name;
        _verifiers = [.. _signers.Select(static signer => signer.CreateVerifier())];
        Policy = new CheckpointPolicy(Origin, [.. _verifiers, .. retired]);
    }

    public string Origin { get; }

    /// <summary>By which it knows its own checkpoints.</summary>
    public CheckpointPolicy Policy { get; }

    public byte[] Sign(Checkpoint checkpoint) => checkpoint.Sign(_signers);

    public void Dispose()
    {
        foreach (var verifier in _verifiers)
            verifier.Dispose();
    }
}
