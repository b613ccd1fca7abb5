using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>
/// Writes results down, as many in one transaction as have come while the last one was written. Nothing waits for a timer: alone a result is written at once, and under load batches
/// grow by themselves.
/// </summary>
internal sealed class CompletionWriter(IOutboxStore store, TimeProvider time, ILogger logger)
{
    private const int Most = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<(DeliveryResult Result, TaskCompletionSource<bool> Written)> _results =
        Channel.CreateUnbounded<(DeliveryResult, TaskCompletionSource<bool>)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Writes a result down.</summary>
    /// <returns>Whether it was taken: not if somebody else has the lane.</returns>
    public Task<bool> WriteAsync(DeliveryResult result)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_results.Writer.TryWrite((result, written)))
            written.SetResult(false);
        return written.Task;
    }

    /// <summary>Ends <see cref="RunAsync"/> once everything is written.</summary>
    public void Complete() => _results.Writer.TryComplete();

    public async Task RunAsync(CancellationToken abort)
    {
        var batch = new List<(DeliveryResult Result, TaskCompletionSource<bool> Written)>(Most);
        try
        {
            while (await _results.Reader.WaitToReadAsync(abort).ConfigureAwait(false))
            {
                while (batch.Count < Most && _results.Reader.TryRead(out var next))
                    batch.Add(next);
                var held = await WriteAsync([.. batch.Select(static each => each.Result)], abort).ConfigureAwait(false);
                foreach (var (result, written) in batch)
                    written.SetResult(held.Contains(result.Lease.Lane));
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            _results.Writer.TryComplete();
            while (_results.Reader.TryRead(out var left))
                batch.Add(left);
            foreach (var (_, written) in batch)
                written.TrySetResult(false);
        }
    }

    /// <summary>What was delivered is not delivered again because the store was away for a moment: it is tried until it is written, or the lane is somebody else's.</summary>
    private async Task<IReadOnlyCollection<long>> WriteAsync(DeliveryResult[] results, CancellationToken abort)
    {
        while (true)
        {
            try
            {
                return await store.CompleteAsync(results, time.GetUtcNow(), abort).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !abort.IsCancellationRequested)
            {
                Log.StoreFailed(logger, failure);
                await Task.Delay(Pause, time, abort).ConfigureAwait(false);
            }
        }
    }
}
