using System.Security.Cryptography;
using Platform.Encryption.Engines;

namespace Platform.Encryption.Tests.Reference;

public enum Fault
{
    None,
    AcceptsEveryTag,
    ComparesHalfTheTag,
    LeavesPlaintextBehind,
    IgnoresAdditionalData,
    EncryptsNothing,
}

/// <summary>The runtime's AES-GCM with one thing wrong.</summary>
internal sealed class FaultyEngine(Fault fault) : EncryptionEngine
{
    public override string Name => "faulty";

    protected internal override GcmKey CreateKey(ReadOnlySpan<byte> key) => new FaultyKey(fault, key);

    private sealed class FaultyKey(Fault fault, ReadOnlySpan<byte> key) : GcmKey
    {
        private readonly AesGcm _aes = new(key, 16);

        protected internal override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertextAndTag, ReadOnlySpan<byte> additionalData)
        {
            var clear = plaintext.ToArray();
            _aes.Encrypt(nonce, plaintext, ciphertextAndTag[..^16], ciphertextAndTag[^16..], fault == Fault.IgnoresAdditionalData ? default : additionalData);
            if (fault == Fault.EncryptsNothing)
                clear.CopyTo(ciphertextAndTag);
        }

        protected internal override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext, ReadOnlySpan<byte> additionalData)
        {
            if (fault == Fault.IgnoresAdditionalData)
                additionalData = default;

            // Counter mode is its own inverse: encrypting the ciphertext gives the plaintext, and then the right tag.
            var ciphertext = ciphertextAndTag[..^16].ToArray();
            var clear = new byte[ciphertext.Length];
            var tag = new byte[16];
            _aes.Encrypt(nonce, ciphertext, clear, tag);
            _aes.Encrypt(nonce, clear, new byte[clear.Length], tag, additionalData);
            var compared = fault == Fault.ComparesHalfTheTag ? 8 : 16;
            var isAuthentic = fault == Fault.AcceptsEveryTag || tag.AsSpan(0, compared).SequenceEqual(ciphertextAndTag.Slice(ciphertext.Length, compared));
            if (isAuthentic || fault == Fault.LeavesPlaintextBehind)
                clear.CopyTo(plaintext);
            else
                plaintext.Clear();
            return isAuthentic;
        }

        protected override void Dispose(bool disposing) => _aes.Dispose();
    }
}
