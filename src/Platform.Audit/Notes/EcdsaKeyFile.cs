using System.Security.Cryptography;

namespace Platform.Audit.Notes;

/// <summary>An ECDSA P-256 key in a file.</summary>
internal static class EcdsaKeyFile
{
    public static NoteSigner Open(string name, string path)
    {
        var key = ECDsa.Create();
        try
        {
            if (!File.Exists(path))
                Make(path);
            key.ImportFromPem(File.ReadAllText(path));
            return new OwnedSigner(name, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static void Make(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SecretFile.Make(path, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Disposes of the key as well.</summary>
    private sealed class OwnedSigner(string name, ECDsa key) : NoteSigner(new VerifierKey(name, NoteSignatureType.Ecdsa, EcdsaKeys.Export(key)))
    {
        private readonly EcdsaNoteSigner _signer = new(name, key);

        public override int MaxSignatureLength => _signer.MaxSignatureLength;

        public override NoteVerifier CreateVerifier() => _signer.CreateVerifier();

        public override int Sign(ReadOnlySpan<byte> text, Span<byte> destination) => _signer.Sign(text, destination);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _signer.Dispose();
                key.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
