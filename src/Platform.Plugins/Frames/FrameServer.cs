using System.Collections.Concurrent;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>The plugin's end of a connection: has calls done by implementations, and sends what comes of them.</summary>
/// <param name="stream">The connection.</param>
/// <param name="targets">The implementations, by their numbers.</param>
/// <param name="maxBytes">The most bytes of a message.</param>
internal sealed class FrameServer(Stream stream, Func<ushort, IPluginDispatcher?> targets, int maxBytes = 4 * 1024 * 1024)
{
    private readonly WireMessages _messages = new(FrameHeader.Bytes, maxBytes);
    private readonly ConcurrentDictionary<uint, ServedCall> _calls = new();

    /// <summary>Serves until the host closes, or says what no host says; then every call that is under way is told to give up.</summary>
    /// <exception cref="WireException">What arrived is no frame of a host.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">It was to end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sender = new FrameSender(stream, _ => ends.Cancel());
        var reader = new FrameReader(stream, _messages);
        try
        {
            while (await reader.ReadAsync(ends.Token).ConfigureAwait(false) is (var header, { } message))
                Take(sender, header, message);
        }
        finally
        {
            foreach (var call in _calls.Values)
                call.GiveUp();
        }
    }

    private void Take(FrameSender sender, in FrameHeader header, WireMessage message)
    {
        switch (header.Kind)
        {
            case FrameKind.Call or FrameKind.Stream:
                var call = new ServedCall(sender, _messages, header, message);
                // A host that numbers two calls alike is none.
                if (!_calls.TryAdd(header.Request, call))
                    throw new WireException("Two calls have one number.");
                _ = ServeAsync(call, targets(header.Target), header.Request);
                break;
            case FrameKind.Cancel or FrameKind.Credit:
                message.Dispose();
                if (!_calls.TryGetValue(header.Request, out var served))
                    break; // It has just ended.
                if (header.Kind == FrameKind.Cancel)
                    served.GiveUp();
                else
                    served.Allow(header.Number);
                break;
            default:
                message.Dispose();
                throw new WireException("A host sent what only plugins send.");
        }
    }

    /// <summary>On a thread of the pool: a plugin that blocks holds up its own call, and no other.</summary>
    private async Task ServeAsync(ServedCall call, IPluginDispatcher? target, uint request)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await call.RunAsync(target).ConfigureAwait(false);
        }
        finally
        {
            _calls.TryRemove(request, out _);
            call.Dispose();
        }
    }
}
