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

    /// <summary>After so many failures it may be a result that the store refuses, and no longer the store that is away.</summary>
    private const int FailuresBeforeHalving = 3;

    /// <summary>After so many failures without anything written in between it is the store all the same.</summary>
    private const int FailuresInVain = 20;

    private static readonly TimeSpan PauseOfLocked = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<Pending> _results = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Writes a result down.</summary>
    /// <returns>Whether it was taken: not if somebody else has the lane.</returns>
    public Task<bool> WriteAsync(DeliveryResult result)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_results.Writer.TryWrite(new Pending(result, written)))
            written.SetResult(false);
        return written.Task;
    }

    /// <summary>Ends <see cref="RunAsync"/> once everything is written.</summary>
    public void Complete() => _results.Writer.TryComplete();

    public async Task RunAsync(CancellationToken abort)
    {
        var batch = new List<Pending>(Most);
        try
        {
            while (await _results.Reader.WaitToReadAsync(abort).ConfigureAwait(false))
            {
                while (batch.Count < Most && _results.Reader.TryRead(out var next))
                    batch.Add(next);
                await WriteAsync(batch, abort).ConfigureAwait(false);
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

    /// <summary>
    /// What was delivered is not delivered again because the store was away for a moment: it is tried until it is written, or the lane is somebody else's. But a result that the store
    /// refuses while it takes others must not hold those up.
    /// </summary>
    private async Task WriteAsync(List<Pending> batch, CancellationToken abort)
    {
        for (var failures = 1; await TryAsync(batch, abort).ConfigureAwait(false) is { } failure; failures++)
        {
            Log.StoreFailed(logger, failure);
            await Task.Delay(Pause, time, abort).ConfigureAwait(false);
            // What has come meanwhile shows whether it is one result, or the store.
            while (batch.Count < Most && _results.Reader.TryRead(out var next))
                batch.Add(next);
            if (failures % FailuresBeforeHalving == 0 && batch.Count > 1 && await HalveAsync(batch, abort).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Writes halves, and halves of those that fail, down to single results.</summary>
    /// <returns>Whether the store is there: then all are written but those that it refuses alone, which are left.</returns>
    private async Task<bool> HalveAsync(List<Pending> batch, CancellationToken abort)
    {
        var parts = new Stack<List<Pending>>([batch]);
        List<Pending> refused = [];
        var (isAnyWritten, inVain) = (false, 0);
        while (parts.TryPop(out var part))
        {
            var half = part.Count / 2;
            foreach (var piece in (List<Pending>[])[part[..half], part[half..]])
            {
                if (await TryAsync(piece, abort).ConfigureAwait(false) is null)
                {
                    (isAnyWritten, inVain) = (true, 0);
                    continue;
                }
                if (++inVain == FailuresInVain)
                {
                    batch.RemoveAll(static each => each.Written.Task.IsCompleted);
                    return batch.Count == 0;
                }
                if (piece.Count > 1)
                    parts.Push(piece);
                else
                    refused.AddRange(piece);
            }
        }
        batch.RemoveAll(static each => each.Written.Task.IsCompleted);
        if (!isAnyWritten)
            return false;
        foreach (var each in refused)
        {
            // Once more, for it may have been the moment.
            if (await TryAsync([each], abort).ConfigureAwait(false) is not { } failure)
                continue;
            Log.ResultLeft(logger, failure, each.Result.Lease.Name, each.Result.Place, each.Result.Verdict);
            each.Written.SetResult(false);
        }
        return true;
    }

    /// <returns>Why they could not be written; <see langword="null"/> where they are.</returns>
    private async Task<Exception?> TryAsync(List<Pending> part, CancellationToken abort)
    {
        try
        {
            var held = await store.CompleteAsync([.. part.Select(static each => each.Result)], time.GetUtcNow(), abort).ConfigureAwait(false);
            foreach (var each in part)
            {
                if (held.Unknown.Contains(each.Result.Lease.Lane))
                    _ = WriteLaterAsync(each, abort);
                else
                    each.Written.TrySetResult(held.Contains(each.Result.Lease.Lane));
            }
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !abort.IsCancellationRequested)
        {
            return failure;
        }
    }

    /// <summary>
    /// Somebody has locked the lane. Until he lets go the result is not in the way of others; when the host stops before, the delivery is made again.
    /// </summary>
    private async Task WriteLaterAsync(Pending pending, CancellationToken abort)
    {
        await Task.Delay(PauseOfLocked, time, abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_results.Writer.TryWrite(pending))
            pending.Written.TrySetResult(false);
    }

    private readonly record struct Pending(DeliveryResult Result, TaskCompletionSource<bool> Written);
}
