using System.Threading.Channels;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Keeps attempts for people to look at, beside the work and never in its way: where the store cannot follow, or is away, the oldest are
/// left out. Thread-safe.
/// </summary>
internal sealed class AttemptRecorder(IAttemptStore store, int kept, TimeSpan keptFor, int bytes, TimeProvider time)
{
    private const int MostWaiting = 1_024;
    private const int MostWritten = 256;

    private readonly Channel<KeptAttempt> _attempts = Channel.CreateBounded<KeptAttempt>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Takes the beginning of an answer.</summary>
    public AnswerStart? Answer() => kept == 0 ? null : new AnswerStart(bytes);

    public void Keep(string endpoint, OutboxMessage message, WebhookContent content, WebhookAttempt attempt, AnswerStart? answer)
    {
        if (answer is not null)
            _attempts.Writer.TryWrite(Kept(endpoint, message, content, attempt, answer));
    }

    /// <summary>The same, written when it returns: for whoever looks at once, and in a process that runs no loop.</summary>
    public async ValueTask KeepNowAsync(
        string endpoint, OutboxMessage message, WebhookContent content, WebhookAttempt attempt, AnswerStart? answer,
        CancellationToken cancellationToken)
    {
        if (answer is not null)
        {
            await store.WriteAttemptsAsync([Kept(endpoint, message, content, attempt, answer)], kept, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Forgets those that are too old.</summary>
    public ValueTask TrimAsync(CancellationToken cancellationToken) =>
        store.TrimAttemptsAsync(time.GetUtcNow() - keptFor, cancellationToken);

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var batch = new List<KeptAttempt>(MostWritten);
        while (await _attempts.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MostWritten && _attempts.Reader.TryRead(out var next))
                batch.Add(next);
            await store.WriteAttemptsAsync(batch, kept, stopping).ConfigureAwait(false);
        }
    }

    private KeptAttempt Kept(
        string endpoint, OutboxMessage message, WebhookContent content, WebhookAttempt attempt, AnswerStart answer) => new()
        {
            Endpoint = endpoint,
            MessageId = message.Id,
            Type = message.Type,
            Attempt = message.Attempt,
            At = time.GetUtcNow(),
            Duration = attempt.Duration,
            Outcome = attempt.Outcome,
            Status = attempt.Status,
            // A copy: of a large event no more than this stays in memory.
            Request = content.Body.Span[..Math.Min(bytes, content.Body.Length)].ToArray(),
            RequestLength = content.Body.Length,
            Answer = answer.Bytes,
        };
}
