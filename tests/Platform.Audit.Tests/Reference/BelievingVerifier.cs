using Platform.Audit.Notes;

namespace Platform.Audit.Tests.Reference;

/// <summary>Believes every signature of its key, to leave the runtime's cryptography out of a measurement.</summary>
internal sealed class BelievingVerifier(VerifierKey key) : NoteVerifier(key)
{
    public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => true;
}
