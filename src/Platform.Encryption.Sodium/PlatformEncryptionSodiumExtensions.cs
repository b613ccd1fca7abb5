using System.Security.Cryptography;
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

    /// <summary>Takes the root key from a file that a passphrase protects (<see cref="PassphraseKeyFile"/>), read when the host starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">Gives the passphrase as bytes of UTF-8. They are wiped when the file was read.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UsePassphraseRootKey(this PlatformEncryptionBuilder builder, string path, Func<IServiceProvider, byte[]> passphrase)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(passphrase);
        return builder.UseRootKey(provider =>
        {
            var bytes = passphrase(provider);
            try
            {
                return PassphraseKeyFile.Read(path, bytes);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        });
    }
}
