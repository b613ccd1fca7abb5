using Platform.Audit.Notes;
using Platform.Audit.Text;

namespace Platform.Audit.Witnesses;

/// <summary>Picks out of an answer what the witness that was asked has signed. What else stands there is ignored.</summary>
internal static class Cosignatures
{
    /// <summary>
    /// The first line of the witness's key that is a signature of the checkpoint, with its newline; <see langword="null"/> where there is none.
    /// </summary>
    public static byte[]? Find(ReadOnlySpan<byte> checkpoint, ReadOnlySpan<byte> answer, NoteVerifier verifier)
    {
        if (!SignedNote.TryParse(checkpoint, out var note))
            return null;
        var lines = new Lines(answer);
        Span<byte> signature = stackalloc byte[NoteSignature.MaxLength];
        while (lines.TryRead(out var line))
        {
            if (NoteSignature.TryParse(line, out var read) && read.IsOf(verifier.Key) && read.TryDecode(signature, out var length) && verifier.Verify(note.Text, signature[..length]))
                return [.. line, (byte)'\n'];
        }
        return null;
    }
}
