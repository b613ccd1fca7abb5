using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>
/// Sends messages, one after the other and each whole. Whoever finds nobody sending sends, and also what others give it meanwhile: no
/// thread of its own, and no hop to one. How much waits here is bounded by how many calls and items may be under way.
/// </summary>
internal sealed class FrameSender(Stream stream, Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private readonly Queue<WireMessage> _waiting = new();
    private bool _isSending;
    private bool _hasFailed;

    /// <summary>Sends a message, and disposes of it. What goes wrong is told to whoever owns the connection, and to nobody else.</summary>
    public void Send(WireMessage message, in FrameHeader header)
    {
        header.Write(message.Header);
        lock (_lock)
        {
            if (_hasFailed)
            {
                message.Dispose();
                return;
            }
            _waiting.Enqueue(message);
            if (_isSending)
                return;
            _isSending = true;
        }
        // It never fails: it tells.
        _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            WireMessage message;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out message!))
                {
                    _isSending = false;
                    return;
                }
            }
            try
            {
                using (message)
                    await stream.WriteAsync(message.WithHeader).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                Fail();
                failed(fault);
                return;
            }
        }
    }

    private void Fail()
    {
        lock (_lock)
        {
            _hasFailed = true;
            while (_waiting.TryDequeue(out var message))
                message.Dispose();
        }
    }
}
