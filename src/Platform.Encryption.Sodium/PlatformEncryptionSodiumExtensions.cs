using Platform.Encryption.Engines;

namespace Platform.Encryption.Sodium;

/// <summary>Puts the engine into a host.</summary>
public static class PlatformEncryptionSodiumExtensions
{
    /// <summary>Encrypts with libsodium where the processor can, and with the .NET runtime elsewhere. The data are the same.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseSodium(this PlatformEncryptionBuilder builder) =>
        builder.UseEngine(SodiumEngine.IsSupported ? new SodiumEngine() : EncryptionEngine.Bcl);
}
