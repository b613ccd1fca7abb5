using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Unicode;
using Platform.Audit.Text;
using Platform.Shared;

namespace Platform.Audit.Notes;

/// <summary>A text with the signatures of one or more keys (C2SP signed-note), as it stands in the bytes that it was read from.</summary>
/// <remarks>
/// Nothing is copied and nothing allocated. The text means nothing until <see cref="Verify"/> has said <see cref="NoteResult.Verified"/>.
/// Signatures of unknown keys are ignored, which is how keys are rotated and how witnesses join.
/// </remarks>
public readonly ref struct SignedNote
{
    /// <summary>The longest note that is read: 1,000,000 bytes, as in Go's sumdb/note.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>The most signatures that a note may have: 100, as in Go's sumdb/note.</summary>
    public const int MaxSignatures = 100;

    private static readonly SearchValues<byte> Control = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    private readonly ReadOnlySpan<byte> _signatures;

    private SignedNote(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signatures, int count)
    {
        Text = text;
        _signatures = signatures;
        SignatureCount = count;
    }

    /// <summary>The text that was signed, with its last newline.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The number of signature lines.</summary>
    public int SignatureCount { get; }

    /// <summary>Reads a note, strictly: UTF-8, no control characters, a text that ends with a newline, an empty line, and only signature lines.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="note">The note.</param>
    /// <returns>Whether it was one, within <see cref="MaxLength"/> and <see cref="MaxSignatures"/>.</returns>
    [HotPath]
    public static bool TryParse(ReadOnlySpan<byte> bytes, out SignedNote note)
    {
        note = default;
        if (bytes.Length > MaxLength || bytes.ContainsAny(Control) || !Utf8.IsValid(bytes))
            return false;
        var end = bytes.LastIndexOf("\n\n"u8);
        if (end < 0)
            return false;
        var text = bytes[..(end + 1)];
        var signatures = bytes[(end + 2)..];

        var lines = new Lines(signatures);
        var count = 0;
        while (lines.TryRead(out var line))
        {
            if (++count > MaxSignatures || !NoteSignature.TryParse(line, out _))
                return false;
        }
        if (count == 0 || !lines.Rest.IsEmpty)
            return false;
        note = new SignedNote(text, signatures, count);
        return true;
    }

    /// <summary>Signs a text.</summary>
    /// <param name="text">UTF-8 that ends with a newline and has no other control characters.</param>
    /// <param name="signers">One or more keys, each only once. While a key is replaced the old and the new one sign.</param>
    /// <returns>The note.</returns>
    /// <exception cref="ArgumentException">The text cannot be that of a note, or there is no key, or one twice, or they are too many.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> text, params ReadOnlySpan<NoteSigner> signers)
    {
        if (text is not [.., (byte)'\n'] || text.ContainsAny(Control) || !Utf8.IsValid(text))
            throw new ArgumentException("The text of a note is UTF-8, ends with a newline, and has no other control characters.", nameof(text));
        return Write(text, [.. text, (byte)'\n'], signers);
    }

    /// <summary>Adds signatures to a note, as a witness does.</summary>
    /// <param name="bytes">The note.</param>
    /// <param name="signers">One or more keys that have not signed it yet.</param>
    /// <returns>The note with the new signatures at its end.</returns>
    /// <exception cref="ArgumentException">It is no note, or there is no key, or one twice, or they are too many.</exception>
    public static byte[] AddSignatures(ReadOnlySpan<byte> bytes, params ReadOnlySpan<NoteSigner> signers)
    {
        if (!TryParse(bytes, out var note))
            throw new ArgumentException("This is no signed note.", nameof(bytes));
        return Write(note.Text, bytes, signers);
    }

    /// <summary>Verifies the note by the keys that are trusted.</summary>
    /// <param name="trusted">The keys.</param>
    /// <param name="verified">Is told which of the keys have signed; empty, or as long as <paramref name="trusted"/>.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException"><paramref name="verified"/> has another length.</exception>
    [HotPath]
    public NoteResult Verify(ReadOnlySpan<NoteVerifier> trusted, Span<bool> verified = default)
    {
        if (!verified.IsEmpty && verified.Length != trusted.Length)
            throw new ArgumentException("There is one place for each key.", nameof(verified));
        verified.Clear();
        Span<byte> decoded = stackalloc byte[NoteSignature.MaxLength];
        var isSigned = false;
        foreach (var signature in this)
        {
            var at = Find(trusted, signature, out var isAmbiguous);
            if (at < 0)
                continue;
            if (isAmbiguous)
                return NoteResult.AmbiguousKey;
            if (!signature.TryDecode(decoded, out var length) || !trusted[at].Verify(Text, decoded[..length]))
                return NoteResult.InvalidSignature;
            isSigned = true;
            if (!verified.IsEmpty)
                verified[at] = true;
        }
        return isSigned ? NoteResult.Verified : NoteResult.NotSigned;
    }

    /// <summary>Goes through the signatures, in the order of their lines.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(_signatures);

    private static int Find(ReadOnlySpan<NoteVerifier> trusted, NoteSignature signature, out bool isAmbiguous)
    {
        var found = -1;
        isAmbiguous = false;
        for (var at = 0; at < trusted.Length; at++)
        {
            if (!signature.IsOf(trusted[at].Key))
                continue;
            isAmbiguous = found >= 0;
            found = at;
        }
        return found;
    }

    private static byte[] Write(ReadOnlySpan<byte> text, ReadOnlySpan<byte> before, ReadOnlySpan<NoteSigner> signers)
    {
        if (signers.IsEmpty)
            throw new ArgumentException("A note is signed by one key at least.", nameof(signers));
        var written = new ArrayBufferWriter<byte>(before.Length + signers.Length * 256);
        written.Write(before);
        foreach (var signer in signers)
        {
            var signature = new byte[NoteSignature.IdLength + signer.MaxSignatureLength];
            BinaryPrimitives.WriteUInt32BigEndian(signature, signer.Key.Id);
            var length = NoteSignature.IdLength + signer.Sign(text, signature.AsSpan(NoteSignature.IdLength));
            written.Write(NoteSignature.Prefix);
            written.Write(signer.Key.NameUtf8);
            written.Write(" "u8);
            Base64.EncodeToUtf8(signature.AsSpan(0, length), written.GetSpan(CanonicalBase64.EncodedLength(length)), out _, out var encoded);
            written.Advance(encoded);
            written.Write("\n"u8);
        }
        var bytes = written.WrittenSpan.ToArray();
        RequireDistinctKeys(bytes);
        return bytes;
    }

    private static void RequireDistinctKeys(ReadOnlySpan<byte> bytes)
    {
        if (!TryParse(bytes, out var note))
            throw new ArgumentException($"A note has at most {MaxSignatures} signatures and {MaxLength} bytes.", nameof(bytes));
        var seen = new HashSet<(string, uint)>();
        foreach (var signature in note)
        {
            var name = System.Text.Encoding.UTF8.GetString(signature.Name);
            if (!seen.Add((name, signature.KeyId)))
                throw new ArgumentException($"The key {name} would sign twice.", nameof(bytes));
        }
    }

    /// <summary>Goes through the signatures of a note.</summary>
    public ref struct Enumerator
    {
        private Lines _lines;
        private NoteSignature _current;

        internal Enumerator(ReadOnlySpan<byte> signatures) => _lines = new Lines(signatures);

        /// <summary>The present signature.</summary>
        public readonly NoteSignature Current => _current;

        /// <summary>Goes to the next.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => _lines.TryRead(out var line) && NoteSignature.TryParse(line, out _current);
    }
}
