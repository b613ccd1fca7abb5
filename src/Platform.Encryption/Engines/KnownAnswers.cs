using System.Security.Cryptography;
using Platform.Encryption.Siv;

namespace Platform.Encryption.Engines;

/// <summary>Known answers of what does not come from an engine: HKDF and AES-SIV of the runtime.</summary>
internal static class KnownAnswers
{
    /// <summary>RFC 5869, appendix A.1, and RFC 5297, appendix A.1.</summary>
    /// <exception cref="CryptographicException">The runtime gives a wrong answer.</exception>
    public static void Check()
    {
        var expanded = HKDF.Expand(
            HashAlgorithmName.SHA256, Convert.FromHexString("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"), outputLength: 42, Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9"));
        Require("HKDF-SHA256", expanded, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");

        using var siv = new AesSiv(Convert.FromHexString("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        var sealedValue = new byte[30];
        siv.Encrypt(Convert.FromHexString("101112131415161718191a1b1c1d1e1f2021222324252627"), default, Convert.FromHexString("112233445566778899aabbccddee"), sealedValue);
        Require("AES-SIV", sealedValue, "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");
    }

    private static void Require(string what, ReadOnlySpan<byte> answer, string expected)
    {
        if (!answer.SequenceEqual(Convert.FromHexString(expected)))
            throw new CryptographicException($"{what} of the runtime gives wrong answers to known questions. Nothing may be sealed or opened with it.");
    }
}
