using Platform.Audit;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;

namespace CityDesk.Auditing;

/// <summary>By which key records are verified: the log's own. Whoever verifies from outside pins <see cref="PublicKey"/> and needs nothing else of the desk.</summary>
internal sealed class AuditTrust : IDisposable
{
    private readonly NoteVerifier _verifier;
    private readonly CheckpointPolicy _policy;

    public AuditTrust(NoteSigner signer, AuditFiles files)
    {
        _verifier = signer.CreateVerifier();
        _policy = new CheckpointPolicy(files.Origin, [_verifier]);
    }

    public string PublicKey => _verifier.Key.ToString();

    public AuditVerification Verify(AuditEntry entry) => AuditVerifier.Verify(entry.Record.Span, entry.Proof.Span, _policy);

    public void Dispose() => _verifier.Dispose();
}
