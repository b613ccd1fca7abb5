using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.Tests.Endpoints;

/// <summary>What seals, behind something that may be away.</summary>
internal sealed class Door(EphemeralSecretProtector inner) : IWebhookSecretProtector
{
    private int _waiting;

    public Func<WebhookSecretOwner, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public int Waiting => Volatile.Read(ref _waiting);

    public async ValueTask<byte[]> ProtectAsync(
        WebhookSecretOwner owner, ReadOnlyMemory<byte> secrets, CancellationToken cancellationToken) =>
        await inner.ProtectAsync(owner, secrets, cancellationToken);

    public async ValueTask<byte[]> UnprotectAsync(
        WebhookSecretOwner owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var before = Before(owner);
        if (!before.IsCompleted)
            Interlocked.Increment(ref _waiting);
        await before;
        return await inner.UnprotectAsync(owner, content, cancellationToken);
    }
}
