using System.Security.Cryptography;

namespace Platform.Webhooks.Endpoints;

/// <summary>Seals the secrets of receivers before they are stored. Thread-safe.</summary>
public interface IWebhookSecretProtector
{
    /// <summary>Seals secrets.</summary>
    /// <param name="owner">Whose they are. What is sealed for one opens for no other.</param>
    /// <param name="secrets">The secrets. Nothing of them is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What may be stored.</returns>
    /// <exception cref="Exception">Whatever it throws: nothing is stored.</exception>
    ValueTask<byte[]> ProtectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> secrets, CancellationToken cancellationToken);

    /// <summary>Opens what was sealed.</summary>
    /// <param name="owner">Whose they are.</param>
    /// <param name="content">What was stored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The secrets, in an array that the caller may wipe.</returns>
    /// <exception cref="CryptographicException">It was sealed for somebody else, changed, or by a key that is gone. The message shows
    /// nothing of it.</exception>
    ValueTask<byte[]> UnprotectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>Whose secrets they are.</summary>
/// <param name="Tenant">The tenant of the receiver; <see langword="null"/> for the program's own.</param>
/// <param name="Endpoint">The id of the receiver.</param>
public readonly record struct WebhookSecretOwner(string? Tenant, string Endpoint);
