using Platform.Encryption.Engines;
using Platform.Encryption.Sodium;

namespace Platform.Conformance.Tests.Cryptography;

/// <summary>One way in which a sealed value comes to AES-256-GCM: an engine, and a key prepared for many messages or for one.</summary>
internal sealed record GcmDoor(string Name, Func<byte[], GcmKey> Create)
{
    /// <summary>Every way that this machine has.</summary>
    public static IReadOnlyList<GcmDoor> All { get; } =
    [
        .. ((EncryptionEngine[])[EncryptionEngine.Bcl, .. SodiumEngine.IsSupported ? [new SodiumEngine()] : (EncryptionEngine[])[]]).SelectMany(engine => (GcmDoor[])
        [
            new(engine.Name, key => engine.CreateKey(key)),
            new($"{engine.Name}, one message", key => engine.CreateKeyForOneMessage(key)),
        ]),
    ];

    /// <summary>Opens, apart and in place, and encrypts; a refusal must leave nothing behind.</summary>
    public string? Judge(byte[] key, byte[] nonce, byte[] additionalData, byte[] plaintext, byte[] ciphertextAndTag, bool isValid)
    {
        using var prepared = Create(key);
        var opened = new byte[ciphertextAndTag.Length - 16];
        opened.AsSpan().Fill(0xAA);
        byte[] inPlace = [.. ciphertextAndTag];
        var isOpened = prepared.TryDecrypt(nonce, ciphertextAndTag, opened, additionalData);
        if (isOpened != isValid || isOpened != prepared.TryDecrypt(nonce, inPlace, inPlace.AsSpan(0, opened.Length), additionalData))
            return isOpened ? "an invalid ciphertext was opened" : "a valid ciphertext was refused";
        if (!isOpened)
            return opened.AsSpan().ContainsAnyExcept((byte)0) || inPlace.AsSpan(0, opened.Length).ContainsAnyExcept((byte)0) ? "refused, and something was left in the buffer" : null;

        var made = new byte[ciphertextAndTag.Length];
        prepared.Encrypt(nonce, plaintext, made, additionalData);
        return !opened.AsSpan().SequenceEqual(plaintext) || !inPlace.AsSpan(0, opened.Length).SequenceEqual(plaintext) ? "opened to another plaintext"
            : !made.AsSpan().SequenceEqual(ciphertextAndTag) ? "encrypted to something else"
            : null;
    }
}
