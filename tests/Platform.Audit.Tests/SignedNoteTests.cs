using System.Security.Cryptography;
using System.Text;
using FsCheck.Xunit;
using Platform.Audit.Notes;
using Platform.Audit.Tests.Reference;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class SignedNoteTests : IDisposable
{
    private const string Line = "— example.com/a AAAAAQECAwQ=\n"; // well-formed, of nobody

    private readonly TestLog _log = new();
    private readonly EcdsaNoteSigner _first;
    private readonly EcdsaNoteSigner _second;

    public SignedNoteTests() => (_first, _second) = (_log.NewSigner("example.com/a"), _log.NewSigner("example.com/b"));

    /// <summary>What is no note, and why.</summary>
    public static TheoryData<string, string> Malformed => new()
    {
        { "nothing", "" },
        { "only a text", "text\n" },
        { "no signatures", "text\n\n" },
        { "no empty line", "text\n" + Line },
        { "no newline at the end", "text\n\n" + Line.TrimEnd('\n') },
        { "a line after the signatures", "text\n\n" + Line + "Unexpected line.\n" },
        { "an empty line after the signatures", "text\n\n" + Line + "\n" },
        { "a carriage return", "text\r\n\n" + Line },
        { "a tab", "te\txt\n\n" + Line },
        { "a NUL", "te\0xt\n\n" + Line },
        { "an escape", "te\u001bxt\n\n" + Line },
        { "a hyphen for the dash", "text\n\n- example.com/a AAAAAQECAwQ=\n" },
        { "an en dash", "text\n\n– example.com/a AAAAAQECAwQ=\n" },
        { "no space after the dash", "text\n\n—example.com/a AAAAAQECAwQ=\n" },
        { "two spaces", "text\n\n— example.com/a  AAAAAQECAwQ=\n" },
        { "no name", "text\n\n— AAAAAQECAwQ=\n" },
        { "an empty name", "text\n\n—  AAAAAQECAwQ=\n" },
        { "a plus in the name", "text\n\n— example.com+a AAAAAQECAwQ=\n" },
        { "a no-break space in the name", "text\n\n— example.com\u00a0a AAAAAQECAwQ=\n" },
        { "a line separator in the name", "text\n\n— example.com\u2028a AAAAAQECAwQ=\n" },
        { "no signature", "text\n\n— example.com/a \n" },
        { "an id without a signature", "text\n\n— example.com/a AAAAAQ==\n" },
        { "wrong Base64", "text\n\n— example.com/a AAAAAQECAw!=\n" },
        { "Base64 without padding", "text\n\n— example.com/a AAAAAQECAwQ\n" },
        { "Base64 for URLs", "text\n\n— example.com/a AAAAAQEC_-Q=\n" },
        { "Base64 with other bits at its end", "text\n\n— example.com/a AAAAAQECAwR=\n" },
        { "something after the Base64", "text\n\n— example.com/a AAAAAQECAwQ= x\n" },
        { "a space at the end", "text\n\n— example.com/a AAAAAQECAwQ= \n" },
        { "101 signatures", "text\n\n" + string.Concat(Enumerable.Repeat(Line, 101)) },
    };

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_note_is_verified_by_each_key_that_signed_it_and_by_both()
    {
        var bytes = SignedNote.Sign("text\n"u8, _first, _second);
        Assert.True(SignedNote.TryParse(bytes, out var note));
        Assert.Equal("text\n"u8, note.Text);
        Assert.Equal(2, note.SignatureCount);
        Span<bool> verified = stackalloc bool[2];

        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_first)]));
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_second), _log.VerifierOf(_first)], verified));
        Assert.Equal([true, true], verified.ToArray());
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_log.NewSigner("example.com/a")), _log.VerifierOf(_second)], verified));
        Assert.Equal([false, true], verified.ToArray());
        Assert.Equal(NoteResult.NotSigned, note.Verify([_log.VerifierOf(_log.Signer)]));
        Assert.Equal(NoteResult.NotSigned, note.Verify([]));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_no_note_is_refused(string why, string note)
    {
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out _), why);
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes("text\n\n" + Line), out _));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.False(SignedNote.TryParse([0xff, .. "\n\n"u8, .. Encoding.UTF8.GetBytes(Line)], out _));
        Assert.False(SignedNote.TryParse([0xed, 0xa0, 0x80, .. "\n\n"u8, .. Encoding.UTF8.GetBytes(Line)], out _)); // half a surrogate pair
        Assert.False(SignedNote.TryParse([.. new byte[SignedNote.MaxLength].Select(_ => (byte)'a'), .. "\n\n"u8, .. Encoding.UTF8.GetBytes(Line)], out _));
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        var bytes = SignedNote.Sign("a\n\n— example.com/a AAAAAQECAwQ=\n\n"u8, _first);

        Assert.True(SignedNote.TryParse(bytes, out var note));
        Assert.Equal("a\n\n— example.com/a AAAAAQECAwQ=\n\n"u8, note.Text);
        Assert.Equal(1, note.SignatureCount);
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_first)]));
    }

    [Fact]
    public void A_hundred_signatures_are_read()
    {
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes("text\n\n" + string.Concat(Enumerable.Repeat(Line, SignedNote.MaxSignatures))), out var note));
        Assert.Equal(100, note.SignatureCount);
    }

    [Fact]
    public void One_wrong_signature_of_a_trusted_key_spoils_the_note_even_beside_a_right_one()
    {
        var bytes = SignedNote.Sign("text\n"u8, _first, _second);
        var other = SignedNote.Sign("other\n"u8, _first);
        byte[] mixed = [.. bytes, .. other.AsSpan(other.AsSpan().IndexOf("\n\n"u8) + 2)];

        Assert.True(SignedNote.TryParse(mixed, out var note));
        Assert.Equal(NoteResult.InvalidSignature, note.Verify([_log.VerifierOf(_first)]));
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_second)]));
    }

    [Fact]
    public void A_signature_line_twice_counts_once_and_two_keys_of_one_identity_are_ambiguous()
    {
        var bytes = SignedNote.Sign("text\n"u8, _first);
        byte[] twice = [.. bytes, .. bytes.AsSpan(bytes.AsSpan().IndexOf("\n\n"u8) + 2)];

        Assert.True(SignedNote.TryParse(twice, out var note));
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_first)]));
        Assert.Equal(NoteResult.AmbiguousKey, note.Verify([_log.VerifierOf(_first), _log.VerifierOf(_first)]));
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_second), _log.VerifierOf(_first), _log.VerifierOf(_second)]));
    }

    [Fact]
    public void A_signature_that_is_longer_than_any_of_a_trusted_key_is_wrong_and_that_of_a_stranger_is_ignored()
    {
        var id = BitConverter.GetBytes(_first.Key.Id).Reverse().ToArray();
        var signature = Convert.ToBase64String([.. id, .. new byte[NoteSignature.MaxLength]]);
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes($"text\n\n— example.com/a {signature}\n"), out var note));

        Assert.Equal(NoteResult.InvalidSignature, note.Verify([_log.VerifierOf(_first)]));
        Assert.Equal(NoteResult.NotSigned, note.Verify([_log.VerifierOf(_second)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("te\rxt\n")]
    [InlineData("te\0xt\n")]
    public void What_cannot_be_the_text_of_a_note_is_not_signed(string text) =>
        Assert.Throws<ArgumentException>(() => SignedNote.Sign(Encoding.UTF8.GetBytes(text), _first));

    [Fact]
    public void A_note_is_signed_by_one_key_at_least_and_by_none_twice()
    {
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("text\n"u8));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign([0xff, (byte)'\n'], _first));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("text\n"u8, _first, _first));
        Assert.Throws<ArgumentException>(() => SignedNote.AddSignatures(SignedNote.Sign("text\n"u8, _first), _first));
        Assert.Throws<ArgumentException>(() => SignedNote.AddSignatures("text\n"u8, _first));
    }

    [Fact]
    public void Signatures_are_added_at_the_end()
    {
        var one = SignedNote.Sign("text\n"u8, _first);
        var both = SignedNote.AddSignatures(one, _second);

        Assert.Equal(one, both[..one.Length]);
        Assert.True(SignedNote.TryParse(both, out var note));
        Assert.Equal(NoteResult.Verified, note.Verify([_log.VerifierOf(_second)]));
    }

    [Fact]
    public void Every_bit_of_a_note_counts()
    {
        var bytes = SignedNote.Sign("a short text\n"u8, _first);
        NoteVerifier[] trusted = [_log.VerifierOf(_first)];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(SignedNote.TryParse(bytes, out var note) && note.Verify(trusted) == NoteResult.Verified);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Property(MaxTest = 2000)]
    public void Bytes_of_a_stranger_never_throw(byte[] text, byte[] signature, byte cut)
    {
        byte[] bytes = [.. text, .. "\n\n— "u8, .. signature, .. " "u8, .. Encoding.UTF8.GetBytes(Convert.ToBase64String(signature)), (byte)'\n'];
        foreach (var each in (byte[][])[text, bytes, bytes[(cut % bytes.Length)..]])
        {
            if (SignedNote.TryParse(each, out var note))
                Assert.Equal(NoteResult.NotSigned, note.Verify([]));
        }
    }

    [Property(MaxTest = 300)]
    public void Edits_of_a_real_note_are_refused_or_change_nothing(ushort at, byte value, byte remove)
    {
        var bytes = SignedNote.Sign("a short text\n"u8, _first);
        var position = at % bytes.Length;
        byte[] edited = [.. bytes[..position], value, .. bytes[Math.Min(bytes.Length, position + remove % 4)..]];

        if (!edited.AsSpan().SequenceEqual(bytes) && SignedNote.TryParse(edited, out var note))
            Assert.NotEqual(NoteResult.Verified, note.Verify([_log.VerifierOf(_first)]));
    }

    [Fact]
    [AllocationTestOf(typeof(SignedNote), nameof(SignedNote.TryParse))]
    public void Reading_a_note_allocates_nothing()
    {
        var bytes = SignedNote.Sign("text\n"u8, _first, _second);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!SignedNote.TryParse(bytes, out var note))
                throw new InvalidOperationException("The note was refused.");
            foreach (var signature in note)
                _ = signature.KeyId;
        });
    }

    [Fact]
    [AllocationTestOf(typeof(SignedNote), nameof(SignedNote.Verify))]
    public void Verifying_a_note_allocates_nothing_besides_the_runtimes_ecdsa()
    {
        var bytes = SignedNote.Sign("text\n"u8, _first, _second);
        NoteVerifier[] nobody = [_log.VerifierOf(_log.Signer)];
        NoteVerifier[] both = [new BelievingVerifier(_first.Key), new BelievingVerifier(_second.Key)];
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            Span<bool> verified = stackalloc bool[2];
            if (!SignedNote.TryParse(bytes, out var note) || note.Verify(nobody) != NoteResult.NotSigned || note.Verify(both, verified) != NoteResult.Verified)
                throw new InvalidOperationException("The note was judged differently.");
        });
    }

    [Fact]
    public void A_key_that_is_not_on_the_curve_or_of_the_type_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => new EcdsaNoteSigner("example.com/a", other));
        foreach (var (type, key) in ((byte, byte[])[])[
            (NoteSignatureType.Ecdsa, other.ExportSubjectPublicKeyInfo()),
            (NoteSignatureType.Ed25519, _first.Key.PublicKey.ToArray()),
            (NoteSignatureType.Ecdsa, [.. _first.Key.PublicKey, 0]),
            (NoteSignatureType.Ecdsa, [1, 2, 3])])
        {
            Assert.Throws<ArgumentException>(() => new EcdsaNoteVerifier(new VerifierKey("example.com/a", type, key)));
        }
    }
}
