using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>The secrets of receivers, between the store and what signs. Thread-safe.</summary>
internal sealed class EndpointSecrets(IWebhookSecretProtector protector, TimeProvider time)
{
    /// <summary>A key service that takes longer is away.</summary>
    public static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);

    /// <summary>What never listens and never ends would otherwise be one more call each time that a receiver is asked for again.</summary>
    private const int MostBehind = 3;

    private readonly ConcurrentDictionary<WebhookSecretOwner, int> _behind = new();

    /// <exception cref="WebhookSecretsUnavailableException">They cannot be sealed.</exception>
    public async ValueTask<byte[]> SealAsync(WebhookSecretOwner owner, IEnumerable<WebhookSecret> secrets,
        CancellationToken cancellationToken)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes([.. secrets.Select(static secret => secret.Export())],
            WebhookJson.Default.StringArray);
        try
        {
            return await InTimeAsync(
                owner, token => protector.ProtectAsync(owner, plain, token), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <returns>The secrets in the order of the keys of the document.</returns>
    /// <exception cref="WebhookSecretsUnavailableException">They cannot be opened.</exception>
    public async ValueTask<IReadOnlyList<WebhookSecret>> OpenAsync(EndpointRow row, CancellationToken cancellationToken)
    {
        var owner = new WebhookSecretOwner(row.Tenant, row.Id);
        var plain = await InTimeAsync(
            owner, token => protector.UnprotectAsync(owner, row.Secrets, token), cancellationToken).ConfigureAwait(false);
        try
        {
            return [.. JsonSerializer.Deserialize(plain, WebhookJson.Default.StringArray)!.Select(WebhookSecret.Parse)];
        }
        catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException)
        {
            // Its message would show where in the text of the secrets it stopped.
            throw new WebhookSecretsUnavailableException(row.Id, new CryptographicException("What was sealed are no secrets."));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Those that sign at a time.</summary>
    /// <exception cref="WebhookSecretsUnavailableException">They cannot be opened.</exception>
    public async ValueTask<IReadOnlyList<WebhookSecret>> SigningAsync(EndpointRow row, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        Signing(EndpointDocument.Of(row), await OpenAsync(row, cancellationToken).ConfigureAwait(false), now);

    /// <summary>Of secrets those that sign at a time: those whose keys are in the document, and have not ended.</summary>
    public static IReadOnlyList<WebhookSecret> Signing(
        EndpointDocument document, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now) =>
        [.. secrets.Where(secret => document.Keys.Any(key => key.Id == secret.KeyId && !(key.Until <= now)))];

    /// <summary>Whether as many calls for it have outlived their time, and not ended since, that another makes no sense.</summary>
    public bool AreTooManyBehind(EndpointRow row) =>
        _behind.GetValueOrDefault(new WebhookSecretOwner(row.Tenant, row.Id)) >= MostBehind;

    /// <summary>
    /// What does not listen to its token is left to itself; and so is what blocks before there is anything to wait for, which is why it is
    /// begun on a thread of the pool.
    /// </summary>
    private async ValueTask<byte[]> InTimeAsync(
        WebhookSecretOwner owner, Func<CancellationToken, ValueTask<byte[]>> work, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = deadline.Token;
        var call = Task.Run(() => work(token).AsTask(), cancellationToken);
        try
        {
            return await call.WaitAsync(AnswersWithin, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await deadline.CancelAsync().ConfigureAwait(false);
            if (!call.IsCompleted)
                Remember(owner, call);
            throw new WebhookSecretsUnavailableException(owner.Endpoint, failure);
        }
    }

    private void Remember(WebhookSecretOwner owner, Task call)
    {
        _behind.AddOrUpdate(owner, 1, static (_, count) => count + 1);
        _ = call.ContinueWith(
            _ =>
            {
                if (_behind.AddOrUpdate(owner, 0, static (_, count) => count - 1) == 0)
                    _behind.TryRemove(KeyValuePair.Create(owner, 0));
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
