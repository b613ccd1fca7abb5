using System.Collections.Concurrent;
using System.Threading.Channels;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Opens secrets beside whoever routes events, several at once: what opens them may be a service that is away, and nobody waits for it but
/// those whose secrets it has. Thread-safe.
/// </summary>
internal sealed class SecretOpener(EndpointSecrets secrets)
{
    /// <summary>So many are opened at once, one by each loop.</summary>
    public const int AtOnce = 16;

    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, EndpointRow> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<OpenedSecrets> _opened = new();

    /// <summary>Of those that are asked for several times the last one counts.</summary>
    public void Ask(EndpointRow row)
    {
        _rows[row.Id] = row;
        _asked.Writer.TryWrite(row.Id);
    }

    /// <summary>Takes what has come of it.</summary>
    public bool TryTake(out OpenedSecrets opened) => _opened.TryDequeue(out opened);

    /// <summary>Opens until it is cancelled.</summary>
    /// <param name="wake">Called when there is something to take.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Action wake, CancellationToken stopping)
    {
        while (true)
        {
            var id = await _asked.Reader.ReadAsync(stopping).ConfigureAwait(false);
            if (!_rows.TryRemove(id, out var row))
                continue;
            try
            {
                _opened.Enqueue(new OpenedSecrets(row, await secrets.OpenAsync(row, stopping).ConfigureAwait(false), null));
            }
            catch (WebhookSecretsUnavailableException failure)
            {
                _opened.Enqueue(new OpenedSecrets(row, [], failure.InnerException));
            }
            wake();
        }
    }
}

/// <summary>What came of opening the secrets of a receiver.</summary>
/// <param name="Row">The receiver.</param>
/// <param name="Secrets">Its secrets.</param>
/// <param name="Failure">Why there are none.</param>
internal readonly record struct OpenedSecrets(EndpointRow Row, IReadOnlyList<WebhookSecret> Secrets, Exception? Failure);
