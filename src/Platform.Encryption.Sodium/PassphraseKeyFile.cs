using System.Buffers.Binary;
using System.Security.Cryptography;
using NSec.Cryptography;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Sodium;

/// <summary>A root key in a file that a passphrase protects: Argon2id (RFC 9106), then the sealed key. Format: docs/reference/encryption-format.md, "Passphrase key file".</summary>
public static class PassphraseKeyFile
{
    private const byte FormatVersion = 0xE1;
    private const byte Kind = 0x10;
    private const int SaltLength = 16;
    private const int SaltOffset = 10;
    private const int HeaderLength = SaltOffset + SaltLength;
    private const int SealedLength = 106;

    private const uint MemoryInKibibytes = 65_536;
    private const uint Passes = 3;

    // What a file may ask for: a changed one must not be able to take all memory, or an hour.
    private const uint LeastMemoryInKibibytes = 8_192;
    private const uint MostMemoryInKibibytes = 1_048_576;
    private const uint MostPasses = 16;

    private static readonly ColumnAddress Place = new("Platform.Encryption", "keys", "passphrase");

    /// <summary>Makes a key file that only its owner can read (on Windows it has the access rights of its folder), with a new root key in it. Never overwrites one. Takes some tenths of a second and 64 MiB, on purpose.</summary>
    /// <param name="path">Where; nothing may be there.</param>
    /// <param name="passphrase">The passphrase, as bytes of UTF-8, not empty. Wipe yours.</param>
    /// <exception cref="ArgumentException"><paramref name="passphrase"/> is empty.</exception>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> passphrase)
    {
        RequireAny(passphrase);
        Span<byte> secret = stackalloc byte[DataKey.SecretLength];
        RandomNumberGenerator.Fill(secret);
        try
        {
            Write(path, Seal(secret, passphrase));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Puts the root key of a file behind another passphrase. The file is replaced as a whole: whenever the power fails, one of the two passphrases opens it. Copies of the old file still open with the old one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase, as bytes of UTF-8. Wipe yours.</param>
    /// <param name="newPassphrase">The new one, not empty. Wipe yours.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or a file of its name and <c>.new</c> is there.</exception>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    /// <exception cref="CryptographicException">The passphrase is another one, or the file was changed.</exception>
    public static void Change(string path, ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> newPassphrase)
    {
        RequireAny(newPassphrase);
        Span<byte> secret = stackalloc byte[DataKey.SecretLength];
        try
        {
            Open(path, passphrase, secret);
            var replacement = path + ".new";
            Write(replacement, Seal(secret, newPassphrase));
            File.Move(replacement, path, overwrite: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Reads a key file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase, as bytes of UTF-8. Wipe yours.</param>
    /// <returns>The root key.</returns>
    /// <exception cref="ArgumentException"><paramref name="passphrase"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or asks for more memory or time than any that was made.</exception>
    /// <exception cref="CryptographicException">The passphrase is another one, or the file was changed.</exception>
    public static LocalRootKey Read(string path, ReadOnlySpan<byte> passphrase)
    {
        Span<byte> secret = stackalloc byte[DataKey.SecretLength];
        try
        {
            Open(path, passphrase, secret);
            return LocalRootKey.FromSecret(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> passphrase)
    {
        var content = new byte[HeaderLength + SealedLength];
        content[0] = FormatVersion;
        content[1] = Kind;
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(2), MemoryInKibibytes);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(6), Passes);
        RandomNumberGenerator.Fill(content.AsSpan(SaltOffset, SaltLength));
        using var key = Derive(content, passphrase);
        using var cipher = new FieldCipher(new Keyset(key));
        cipher.Seal(Place.Row(content.AsSpan(0, HeaderLength)), secret, content.AsSpan(HeaderLength));
        return content;
    }

    private static void Write(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static void Open(string path, ReadOnlySpan<byte> passphrase, Span<byte> secret)
    {
        RequireAny(passphrase);
        var content = new byte[HeaderLength + SealedLength];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            if (file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) != content.Length || file.ReadByte() != -1 || content[0] != FormatVersion || content[1] != Kind)
                throw new InvalidDataException($"{path} is no passphrase key file.");
        }

        using var key = Derive(content, passphrase);
        using var cipher = new FieldCipher(new Keyset(key));

        // Another passphrase derives another key, which the sealed value does not name.
        if (cipher.TryOpen(Place.Row(content.AsSpan(0, HeaderLength)), content.AsSpan(HeaderLength), secret, out var written) != OpenResult.Opened || written != secret.Length)
            throw new CryptographicException($"The passphrase does not open {path}, or the file was changed.");
    }

    private static DataKey Derive(ReadOnlySpan<byte> header, ReadOnlySpan<byte> passphrase)
    {
        var memory = BinaryPrimitives.ReadUInt32BigEndian(header[2..]);
        var passes = BinaryPrimitives.ReadUInt32BigEndian(header[6..]);
        if (memory is < LeastMemoryInKibibytes or > MostMemoryInKibibytes || passes is 0 or > MostPasses)
            throw new InvalidDataException("The key file asks for less or more memory or time than any that was made.");
        var argon2 = PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes });
        Span<byte> secret = stackalloc byte[DataKey.SecretLength];
        argon2.DeriveBytes(passphrase, header.Slice(SaltOffset, SaltLength), secret);
        var key = DataKey.FromSecret(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private static void RequireAny(ReadOnlySpan<byte> passphrase)
    {
        if (passphrase.IsEmpty)
            throw new ArgumentException("The passphrase is empty.", nameof(passphrase));
    }
}
