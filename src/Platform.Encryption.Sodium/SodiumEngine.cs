using NSec.Cryptography;
using Platform.Encryption.Engines;

namespace Platform.Encryption.Sodium;

/// <summary>AES-256-GCM from libsodium, through NSec. What it seals every other engine opens, and the other way round.</summary>
/// <remarks>
/// libsodium prepares a key slowly (its memory is guarded and locked) and uses it fast. Keys that are used once, which random
/// nonces need for each value, are therefore left to the .NET runtime. Thread-safe.
/// </remarks>
public sealed class SodiumEngine : EncryptionEngine
{
    /// <summary>Makes the engine.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor has no instructions for AES, which libsodium insists on.</exception>
    public SodiumEngine()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("libsodium offers AES-256-GCM only on processors with AES instructions. Use EncryptionEngine.Bcl.");
    }

    /// <summary>Whether this machine's processor has what libsodium needs.</summary>
    public static bool IsSupported => Aes256Gcm.IsSupported;

    /// <inheritdoc/>
    public override string Name => "sodium";

    /// <inheritdoc/>
    protected override GcmKey CreateKey(ReadOnlySpan<byte> key) => new SodiumGcmKey(key);

    /// <inheritdoc/>
    protected override GcmKey CreateKeyForOneMessage(ReadOnlySpan<byte> key) => CreateBclKey(key);
}
