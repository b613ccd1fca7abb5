namespace Platform.Encryption;

/// <summary>The key-encryption key (KEK) on top, which never leaves where it is kept: a key management service, a hardware module, or a local file.</summary>
/// <remarks>The only part that may use a network. Thread-safe. It is asked once for each version of a tenant key that is needed, not for each value.</remarks>
public interface IRootKey
{
    /// <summary>Names the version that wraps now, so that what an older one has wrapped can be found and wrapped anew. Where a service does not tell versions, the name of its key. Not a secret.</summary>
    string CurrentVersion { get; }

    /// <summary>Encrypts a tenant key.</summary>
    /// <param name="secret">32 secret bytes. Must not be kept.</param>
    /// <param name="context">Must be authenticated with it (the "encryption context" or "additional data" of most services): at most 1,024 bytes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The wrapped key, which says by itself which version of the root key opens it.</returns>
    ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken);

    /// <summary>Decrypts what <see cref="WrapAsync"/> gave.</summary>
    /// <param name="wrapped">The wrapped key.</param>
    /// <param name="context">The same context.</param>
    /// <param name="secret">Receives the 32 secret bytes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="false"/> if it is not authentic under this root key and context, which makes keys in memory unusable at once. Everything else that goes wrong, a token that is away above all, is an exception.</returns>
    ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken);
}
