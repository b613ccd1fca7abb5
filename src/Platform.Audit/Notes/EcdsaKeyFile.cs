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
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Two that start at once: one makes it, and the other reads what that one made.
        var unfinished = $"{path}.{Guid.NewGuid():n}.writing";
        using (var file = new StreamWriter(unfinished, options))
            file.WriteLine(key.ExportPkcs8PrivateKeyPem());
        try
        {
            File.Move(unfinished, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(unfinished);
        }
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
