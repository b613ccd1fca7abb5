using System.Security.Cryptography;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Engines;

/// <summary>Known answers, good and bad, for one engine. The vectors are those of C2SP XAES-256-GCM, section "Test vectors".</summary>
internal static class EngineSelfTest
{
    private const int TagLength = 16;

    private static ReadOnlySpan<byte> Nonce => "ABCDEFGHIJKLMNOPQRSTUVWX"u8;

    private static ReadOnlySpan<byte> Plaintext => "XAES-256-GCM"u8;

    public static void Run(EncryptionEngine engine)
    {
        Check(engine, 0x01, default, "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
        Check(engine, 0x03, "c2sp.org/XAES-256-GCM"u8, "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
    }

    private static void Check(EncryptionEngine engine, byte keyByte, ReadOnlySpan<byte> additionalData, string expected)
    {
        Span<byte> key = stackalloc byte[32];
        key.Fill(keyByte);
        using var derivation = new XaesDerivation(key);
        derivation.Derive(Nonce[..XaesDerivation.PrefixLength], key);
        using var prepared = engine.CreateKey(key);
        using var once = engine.CreateKeyForOneMessage(key);

        foreach (var each in (GcmKey[])[prepared, once])
        {
            var value = new byte[Plaintext.Length + TagLength];
            each.Encrypt(Nonce[XaesDerivation.PrefixLength..], Plaintext, value, additionalData);
            Require(engine, value.AsSpan().SequenceEqual(Convert.FromHexString(expected)));

            var inPlace = new byte[value.Length];
            Plaintext.CopyTo(inPlace);
            each.Encrypt(Nonce[XaesDerivation.PrefixLength..], inPlace.AsSpan(0, Plaintext.Length), inPlace, additionalData);
            Require(engine, inPlace.AsSpan().SequenceEqual(value));

            var opened = new byte[Plaintext.Length];
            Require(engine, each.TryDecrypt(Nonce[XaesDerivation.PrefixLength..], value, opened, additionalData) && Plaintext.SequenceEqual(opened));
            RefusesEveryWrongTag(engine, each, value, opened, additionalData);
        }
    }

    private static void RefusesEveryWrongTag(EncryptionEngine engine, GcmKey key, byte[] value, byte[] opened, ReadOnlySpan<byte> additionalData)
    {
        for (var bit = 0; bit < 8 * TagLength; bit++)
        {
            ref var flipped = ref value[Plaintext.Length + bit / 8];
            flipped ^= (byte)(1 << (bit % 8));
            opened.AsSpan().Fill(0xAA);
            var isRefused = !key.TryDecrypt(Nonce[XaesDerivation.PrefixLength..], value, opened, additionalData);
            Require(engine, isRefused && !opened.AsSpan().ContainsAnyExcept((byte)0));
            flipped ^= (byte)(1 << (bit % 8));
        }
    }

    private static void Require(EncryptionEngine engine, bool condition)
    {
        if (!condition)
            throw new CryptographicException($"The encryption engine {engine.Name} gives wrong answers to known questions. It must not be used.");
    }
}
