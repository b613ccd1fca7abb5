using System.Collections.Concurrent;
using System.Threading.Channels;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Opens secrets beside whoever routes events, several at once: what opens them may be a service that is away, and nobody waits for it but
/// those whose secrets it has. Those that could not be opened before have places of their own, so they are in nobody's way; and who takes
/// longer than a moment gives his place to the next. Thread-safe.
/// </summary>
internal sealed class SecretOpener(EndpointSecrets secrets, TimeProvider time)
{
    /// <summary>So many are begun at once of those that are asked for anew.</summary>
    public const int AtOnce = 12;

    /// <summary>So many are opened at once of those that could not be opened before.</summary>
    public const int AgainAtOnce = 4;

    /// <summary>So many may be under way without a place. Each is a wait and a little memory, here and for the key service.</summary>
    public const int MostSlow = 256;

    /// <summary>A key service that is well has answered by then.</summary>
    public static readonly TimeSpan HoldsItsPlaceFor = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _askedAgain = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, EndpointRow> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<OpenedSecrets> _opened = new();
    private int _slow;

    /// <summary>Of those that are asked for several times the last one counts.</summary>
    /// <param name="row">The receiver.</param>
    /// <param name="isAgain">Whether its secrets could not be opened before.</param>
    public void Ask(EndpointRow row, bool isAgain)
    {
        _rows[row.Id] = row;
        (isAgain ? _askedAgain : _asked).Writer.TryWrite(row.Id);
    }

    /// <summary>Takes what has come of it.</summary>
    public bool TryTake(out OpenedSecrets opened) => _opened.TryDequeue(out opened);

    /// <summary>What opens, each until it is cancelled.</summary>
    /// <param name="wake">Called when there is something to take.</param>
    public IEnumerable<Func<CancellationToken, Task>> Loops(Action wake) =>
        Enumerable.Repeat<Func<CancellationToken, Task>>(stopping => RunAsync(_asked, HoldPlaceAsync, wake, stopping), AtOnce).Concat(
            Enumerable.Repeat<Func<CancellationToken, Task>>(
                stopping => RunAsync(_askedAgain, static (opening, _) => opening, wake, stopping), AgainAtOnce));

    private async Task RunAsync(
        Channel<string> asked, Func<Task, CancellationToken, Task> hold, Action wake, CancellationToken stopping)
    {
        while (true)
        {
            var id = await asked.Reader.ReadAsync(stopping).ConfigureAwait(false);
            if (_rows.TryRemove(id, out var row))
                await hold(OpenAsync(row, wake, stopping), stopping).ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(EndpointRow row, Action wake, CancellationToken stopping)
    {
        try
        {
            _opened.Enqueue(secrets.AreTooManyBehind(row)
                ? new OpenedSecrets(row, [], new TimeoutException("The calls before have not ended."))
                : new OpenedSecrets(row, await secrets.OpenAsync(row, stopping).ConfigureAwait(false), null));
        }
        catch (WebhookSecretsUnavailableException failure)
        {
            _opened.Enqueue(new OpenedSecrets(row, [], failure.InnerException));
        }
        wake();
    }

    private async Task HoldPlaceAsync(Task opening, CancellationToken stopping)
    {
        try
        {
            await opening.WaitAsync(HoldsItsPlaceFor, time, stopping).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (Interlocked.Increment(ref _slow) > MostSlow)
                await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ = opening.ContinueWith(
                _ => Interlocked.Decrement(ref _slow), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}

/// <summary>What came of opening the secrets of a receiver.</summary>
/// <param name="Row">The receiver.</param>
/// <param name="Secrets">Its secrets.</param>
/// <param name="Failure">Why there are none.</param>
internal readonly record struct OpenedSecrets(EndpointRow Row, IReadOnlyList<WebhookSecret> Secrets, Exception? Failure);
