using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Text;

namespace Platform.Audit.Sequencing;

/// <summary>The keys of a log: what it signs with, and what it knows its own checkpoints by.</summary>
internal sealed class LogKeys : IDisposable
{
    private readonly NoteSigner[] _signers;
    private readonly NoteVerifier[] _verifiers;
    private readonly NoteVerifier[] _all;

    /// <param name="origin">The origin; <see langword="null"/> for the name of the first key.</param>
    /// <param name="signers">One key, or while it is replaced the old and the new one. They stay the caller's.</param>
    /// <param name="retired">Keys that do not sign any more, and have signed what may be there. They stay the caller's.</param>
    public LogKeys(string? origin, IEnumerable<NoteSigner> signers, IEnumerable<NoteVerifier> retired)
    {
        _signers = [.. signers];
        Origin = origin ?? _signers[0].Key.Name;
        _verifiers = [.. _signers.Select(static signer => signer.CreateVerifier())];
        _all = [.. _verifiers, .. retired];
        Policy = new CheckpointPolicy(Origin, _all);
    }

    public string Origin { get; }

    /// <summary>What it signs with.</summary>
    public IReadOnlyList<NoteSigner> Signers => _signers;

    /// <summary>By which it knows its own checkpoints.</summary>
    public CheckpointPolicy Policy { get; }

    public byte[] Sign(Checkpoint checkpoint) => checkpoint.Sign(_signers);

    /// <summary>Signs the text of a note that is no checkpoint.</summary>
    public byte[] Sign(ReadOnlySpan<byte> text) => SignedNote.Sign(text, _signers);

    /// <summary>One of its checkpoints as it was before others signed it.</summary>
    /// <param name="checkpoint">The signed note.</param>
    /// <returns>The same note with the log's own lines alone; the very same where there are no others.</returns>
    public byte[] Bare(byte[] checkpoint)
    {
        if (!SignedNote.TryParse(checkpoint, out var note))
            return checkpoint;
        List<byte> bare = [.. note.Text, (byte)'\n'];
        var lines = new Lines(checkpoint.AsSpan(bare.Count));
        while (lines.TryRead(out var line))
        {
            if (IsOwn(line))
                bare.AddRange([.. line, (byte)'\n']);
        }
        return bare.Count == checkpoint.Length ? checkpoint : [.. bare];
    }

    public void Dispose()
    {
        foreach (var verifier in _verifiers)
            verifier.Dispose();
    }

    private bool IsOwn(ReadOnlySpan<byte> line)
    {
        if (!NoteSignature.TryParse(line, out var signature))
            return false;
        foreach (var verifier in _all)
        {
            if (signature.IsOf(verifier.Key))
                return true;
        }
        return false;
    }
}
