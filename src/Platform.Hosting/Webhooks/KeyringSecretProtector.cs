using System.Security.Cryptography;
using System.Text;
using Platform.Encryption;
using Platform.Webhooks.Endpoints;

namespace Platform.Hosting.Webhooks;

/// <summary>
/// Seals secrets of receivers with a key of the keyring for each tenant; whose they are is where they stand, so they open nowhere else.
/// </summary>
internal sealed class KeyringSecretProtector(Keyring keyring, WebhookEncryptionOptions options) : IWebhookSecretProtector
{
    private const string Gone = "The secrets do not open: they are another's, they were changed, or their key is gone.";

    public async ValueTask<byte[]> ProtectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> secrets, CancellationToken cancellationToken)
    {
        using var lease = await keyring.LeaseOrCreateAsync(ScopeOf(owner), cancellationToken).ConfigureAwait(false);
        return lease.Fields.Seal(AddressOf(owner), secrets.Span);
    }

    public async ValueTask<byte[]> UnprotectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        using var lease = await LeaseAsync(owner, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[FieldCipher.GetMaxPlaintextLength(content.Length)];
        try
        {
            return lease is not null && lease.Fields.TryOpen(AddressOf(owner), content.Span, buffer, out var length) == OpenResult.Opened
                ? buffer[..length] : throw new CryptographicException(Gone);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private async ValueTask<KeyLease?> LeaseAsync(WebhookSecretOwner owner, CancellationToken cancellationToken)
    {
        try
        {
            return await keyring.TryLeaseAsync(ScopeOf(owner), cancellationToken).ConfigureAwait(false);
        }
        catch (KeyUnavailableException destroyed) when (destroyed.Reason == KeyUnavailableReason.Destroyed)
        {
            throw new CryptographicException(Gone, destroyed);
        }
    }

    /// <summary>The program's own receivers are the tenant's that the options name.</summary>
    private KeyScope ScopeOf(WebhookSecretOwner owner) => KeyScope.ForPurpose(owner.Tenant ?? options.Tenant, options.Purpose);

    /// <summary>A tenant of the very name that the options have is another than none.</summary>
    private CellAddress AddressOf(WebhookSecretOwner owner) => new ColumnAddress(owner.Tenant ?? options.Tenant, "webhooks", "secrets")
        .Row(Encoding.UTF8.GetBytes($"{(owner.Tenant is null ? "own" : "tenant")} {owner.Endpoint}"));
}
