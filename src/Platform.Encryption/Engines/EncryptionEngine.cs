namespace Platform.Encryption.Engines;

/// <summary>Where AES-256-GCM comes from. What it makes is the same, byte for byte, whichever it is.</summary>
/// <remarks>
/// An engine takes nonces, which an application must never choose. Its members are therefore protected: an engine can be written
/// outside this package, and cannot be called outside it.
/// </remarks>
public abstract class EncryptionEngine
{
    /// <summary>The engine of the .NET runtime: the operating system's library, which is FIPS-validated where the system's is.</summary>
    public static EncryptionEngine Bcl { get; } = new BclEngine();

    /// <summary>A short name for logs and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Prepares a key that is used many times.</summary>
    /// <param name="key">32 bytes, to be copied.</param>
    /// <returns>The prepared key, used by one thread at a time.</returns>
    protected internal abstract GcmKey CreateKey(ReadOnlySpan<byte> key);

    /// <summary>Prepares a key that is used once, where that can be had for less.</summary>
    /// <param name="key">32 bytes, to be copied.</param>
    /// <returns>The prepared key, used by one thread at a time.</returns>
    protected internal virtual GcmKey CreateKeyForOneMessage(ReadOnlySpan<byte> key) => CreateKey(key);

    /// <summary>A key of the .NET runtime, for engines that prepare keys too slowly to use them once.</summary>
    /// <param name="key">32 bytes, to be copied.</param>
    /// <returns>The prepared key, used by one thread at a time.</returns>
    protected static GcmKey CreateBclKey(ReadOnlySpan<byte> key) => new BclGcmKey(key);

    /// <summary>
    /// Seals and opens published vectors of XAES-256-GCM with this engine, in place and not, and has it refuse each vector with any
    /// one bit of its tag changed. Takes well under a millisecond; meant to be called once when a program starts.
    /// </summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The engine gives a wrong answer. Nothing may be sealed or opened with it.</exception>
    public void SelfTest() => EngineSelfTest.Run(this);

    /// <summary>The <see cref="Name"/>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
