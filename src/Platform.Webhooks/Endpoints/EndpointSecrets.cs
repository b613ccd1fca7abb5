using System.Security.Cryptography;
using System.Text.Json;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>The secrets of receivers, between the store and what signs. Thread-safe.</summary>
internal sealed class EndpointSecrets(IWebhookSecretProtector protector)
{
    public async ValueTask<byte[]> SealAsync(WebhookSecretOwner owner, IEnumerable<WebhookSecret> secrets,
        CancellationToken cancellationToken)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes([.. secrets.Select(static secret => secret.Export())],
            WebhookJson.Default.StringArray);
        try
        {
            return await protector.ProtectAsync(owner, plain, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <returns>The secrets in the order of the keys of the document.</returns>
    public async ValueTask<IReadOnlyList<WebhookSecret>> OpenAsync(EndpointRow row, CancellationToken cancellationToken)
    {
        var plain = await protector.UnprotectAsync(new WebhookSecretOwner(row.Tenant, row.Id), row.Secrets,
            cancellationToken).ConfigureAwait(false);
        try
        {
            return [.. JsonSerializer.Deserialize(plain, WebhookJson.Default.StringArray)!.Select(WebhookSecret.Parse)];
        }
        catch (JsonException)
        {
            // Its message would show where in the text of the secrets it stopped.
            throw new CryptographicException("What was sealed are no secrets.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Those that sign at a time.</summary>
    public async ValueTask<IReadOnlyList<WebhookSecret>> SigningAsync(EndpointRow row, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (keys, secrets) = (EndpointDocument.Of(row).Keys, await OpenAsync(row, cancellationToken).ConfigureAwait(false));
        return [.. secrets.Where((_, at) => keys[at].Until is not { } until || until > now)];
    }
}
