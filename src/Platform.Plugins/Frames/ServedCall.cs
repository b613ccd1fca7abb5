using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>A call that a plugin is doing for its host.</summary>
internal sealed class ServedCall(FrameSender sender, WireMessages messages, FrameHeader header, WireMessage arguments) : IDisposable
{
    private readonly CancellationTokenSource _gives = new();
    private readonly SemaphoreSlim _credit = new(header.Credit);

    /// <summary>Nobody waits for it any more.</summary>
    public void GiveUp()
    {
        try
        {
            _gives.Cancel();
        }
        catch (Exception fault) when (fault is ObjectDisposedException or AggregateException)
        {
            // It has ended in the same moment; or what the plugin does when it is told throws, which is its own affair.
        }
    }

    /// <exception cref="WireException">No host gives as many.</exception>
    public void Allow(int items)
    {
        if (items is <= 0 or > 1_000_000)
            throw new WireException("A host gives credit for nothing, or for more than anything has.");
        try
        {
            _credit.Release(items);
        }
        catch (ObjectDisposedException)
        {
            // It has ended in the same moment.
        }
        catch (SemaphoreFullException)
        {
            throw new WireException("A host gives credit for more than anything has.");
        }
    }

    /// <summary>Does it, and sends what came of it. Never throws.</summary>
    public async Task RunAsync(IPluginDispatcher? target)
    {
        try
        {
            if (target is null)
                throw new WireException("There is no such implementation.");
            if (header.Kind == FrameKind.Call)
                await AnswerAsync(target).ConfigureAwait(false);
            else
                await SendItemsAsync(target).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Also where nobody waits any more: until then the host counts it among those that are under way.
            var message = messages.Rent();
            FailureText.Write(message, failure);
            Send(message, FrameKind.Fail);
        }
    }

    public void Dispose()
    {
        _gives.Dispose();
        _credit.Dispose();
        arguments.Dispose();
    }

    private async Task AnswerAsync(IPluginDispatcher target)
    {
        var answer = messages.Rent();
        try
        {
            await target.CallAsync(header.Number, arguments.Bytes, answer, _gives.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            answer.Dispose();
            throw;
        }
        Send(answer, FrameKind.Answer);
    }

    private async Task SendItemsAsync(IPluginDispatcher target)
    {
        await foreach (var item in target.StreamAsync(header.Number, arguments.Bytes, messages, _gives.Token).ConfigureAwait(false))
        {
            try
            {
                await _credit.WaitAsync(_gives.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                item.Dispose();
                throw;
            }
            Send(item, FrameKind.Item);
        }
        Send(messages.Rent(), FrameKind.End);
    }

    private void Send(WireMessage message, FrameKind kind) =>
        sender.Send(message, new FrameHeader(message.Length, kind, header.Target, header.Request));
}
