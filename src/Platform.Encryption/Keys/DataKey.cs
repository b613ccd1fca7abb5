using System.Security.Cryptography;

namespace Platform.Encryption.Keys;

/// <summary>A key that seals values: 32 secret bytes and the id that commits to them.</summary>
/// <remarks>
/// The bytes lie in pinned memory, are zeroed by <see cref="Dispose"/> and cannot be read back. Dispose it after everything that
/// was made from it. Thread-safe.
/// </remarks>
public sealed class DataKey : IDisposable
{
    /// <summary>The length of the secret in bytes: 32.</summary>
    public const int SecretLength = 32;

    private readonly Lock _guard = new();
    private readonly SecretBytes _secret = new(SecretLength);
    private bool _disposed;

    private DataKey(ReadOnlySpan<byte> secret)
    {
        secret.CopyTo(_secret.Span);
        Id = KeyDerivation.IdOf(secret);
    }

    /// <summary>The id that stands in every value sealed with this key.</summary>
    public KeyId Id { get; }

    /// <summary>Makes a new key from the random bytes of the operating system. It is gone with this object: keys that must live longer come from a <see cref="Keyring"/>, or from bytes that are kept elsewhere.</summary>
    /// <returns>A key that nobody else has.</returns>
    public static DataKey Generate()
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        RandomNumberGenerator.Fill(secret);
        var key = new DataKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Makes a key from bytes that are kept elsewhere, such as in a vault.</summary>
    /// <param name="secret">Exactly 32 uniformly random bytes: from a random number generator, never a password. They are copied; zero yours.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="secret"/> has another length, or all of its bytes are the same (an empty buffer, not a key).</exception>
    public static DataKey FromSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretLength)
            throw new ArgumentException($"A data key has {SecretLength} secret bytes, not {secret.Length}.", nameof(secret));
        if (!secret.ContainsAnyExcept(secret[0]))
            throw new ArgumentException("A data key whose bytes are all the same was not drawn at random.", nameof(secret));
        return new DataKey(secret);
    }

    internal void Derive(ReadOnlySpan<byte> info, Span<byte> output)
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            KeyDerivation.Expand(_secret.Span, info, output);
        }
    }

    /// <summary>The secret itself, for wrapping it and nothing else.</summary>
    internal void CopySecretTo(Span<byte> destination)
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _secret.Span.CopyTo(destination);
        }
    }

    /// <summary>Zeroes the secret. What was derived from it before belongs to the ciphers, which zero it themselves.</summary>
    public void Dispose()
    {
        lock (_guard)
        {
            _disposed = true;
            _secret.Dispose();
        }
    }

    /// <summary>The id, never the secret.</summary>
    /// <returns>"DataKey" and the first eight digits of the id.</returns>
    public override string ToString() => $"DataKey {Id.ToString()[..8]}";
}
