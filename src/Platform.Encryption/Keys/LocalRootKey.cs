using System.Security.Cryptography;

namespace Platform.Encryption.Keys;

/// <summary>A root key in a file of 32 random bytes: a secret that the platform mounts, or a file beside a program on one machine.</summary>
/// <remarks>Whoever reads the file reads everything. Where there is a key management service, use it. Thread-safe.</remarks>
public sealed class LocalRootKey : IRootKey, IDisposable
{
    private readonly Keyset _keys;

    private LocalRootKey(Keyset keys) => _keys = keys;

    /// <summary>The id of the key that wraps.</summary>
    public string CurrentVersion => _keys.Primary.Id.ToString();

    /// <summary>Makes a key file that only its owner can read; on Windows it has the access rights of its folder. Never overwrites one.</summary>
    /// <param name="path">Where; nothing may be there.</param>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Span<byte> secret = stackalloc byte[DataKey.SecretLength];
        RandomNumberGenerator.Fill(secret);
        try
        {
            using var file = new FileStream(path, options);
            file.Write(secret);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Reads key files.</summary>
    /// <param name="path">The file of the key that wraps.</param>
    /// <param name="retired">Files of former keys, which only unwrap.</param>
    /// <returns>The root key.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not 32 random bytes.</exception>
    public static LocalRootKey ReadFile(string path, params IReadOnlyList<string> retired)
    {
        ArgumentNullException.ThrowIfNull(retired);
        return new LocalRootKey(new Keyset(ReadKey(path), [.. retired.Select(ReadKey)]));
    }

    /// <summary>Makes a root key from bytes that were kept in another way, such as in a file that a passphrase protects.</summary>
    /// <param name="secret">Exactly 32 uniformly random bytes. They are copied; zero yours.</param>
    /// <returns>The root key.</returns>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is no key.</exception>
    public static LocalRootKey FromSecret(ReadOnlySpan<byte> secret) => new(new Keyset(DataKey.FromSecret(secret)));

    /// <summary>Makes a root key that wraps with this one's key, and also unwraps what others have wrapped, which then can be rewrapped (<see cref="Keyring.RewrapRootAsync"/>).</summary>
    /// <param name="retired">Former root keys. They and this one belong to the result from now on: dispose that alone.</param>
    /// <returns>The root key.</returns>
    /// <exception cref="ArgumentException">A key is given twice.</exception>
    public LocalRootKey WithRetired(params IReadOnlyList<LocalRootKey> retired)
    {
        ArgumentNullException.ThrowIfNull(retired);
        return new LocalRootKey(new Keyset(_keys.Primary, [.. _keys.Keys.Where(key => key.Id != _keys.Primary.Id), .. retired.SelectMany(static root => root._keys.Keys)]));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(KeyWrapper.Wrap(_keys.Primary, secret.Span, context.Span));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(KeyWrapper.TryReadWrappingKey(wrapped.Span, out var id) && _keys.Find(id) is { } key && KeyWrapper.TryUnwrap(key, wrapped.Span, context.Span, secret.Span));
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (var key in _keys.Keys)
            key.Dispose();
    }

    private static DataKey ReadKey(string path)
    {
        using var secret = new SecretBytes(DataKey.SecretLength);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.ReadAtLeast(secret.Span, DataKey.SecretLength, throwOnEndOfStream: false) != DataKey.SecretLength || file.ReadByte() != -1)
            throw new InvalidDataException($"The key file {path} does not have exactly {DataKey.SecretLength} bytes.");
        if (!secret.Span.ContainsAnyExcept(secret.Span[0]))
            throw new InvalidDataException($"The key file {path} was not drawn at random.");
        return DataKey.FromSecret(secret.Span);
    }
}
