using System.Runtime.CompilerServices;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>Reads messages as they arrive. For one reader at a time.</summary>
internal sealed class FrameReader(Stream stream, WireMessages messages)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _at;
    private int _end;

    /// <summary>Reads the next message, of which the caller disposes.</summary>
    /// <returns>The message; nothing where the other side has closed between two messages.</returns>
    /// <exception cref="WireException">What arrives is no frame, or the other side has closed in the middle of one.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(FrameHeader Header, WireMessage? Message)> ReadAsync(CancellationToken cancellationToken)
    {
        while (_end - _at < FrameHeader.Bytes)
        {
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return _at == _end ? (default, null) : throw CutOff();
        }
        var header = FrameHeader.Read(_buffer.AsSpan(_at), messages.MaxBytes);
        _at += FrameHeader.Bytes;
        var message = messages.Rent();
        try
        {
            await TakeAsync(message.Extend(header.Length), cancellationToken).ConfigureAwait(false);
            return (header, message);
        }
        catch (Exception)
        {
            message.Dispose();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_at > 0)
        {
            _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
            (_at, _end) = (0, _end - _at);
        }
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TakeAsync(Memory<byte> rest, CancellationToken cancellationToken)
    {
        var here = Math.Min(rest.Length, _end - _at);
        _buffer.AsSpan(_at, here).CopyTo(rest.Span);
        _at += here;
        for (rest = rest[here..]; rest.Length > 0;)
        {
            var read = await stream.ReadAsync(rest, cancellationToken).ConfigureAwait(false);
            rest = read > 0 ? rest[read..] : throw CutOff();
        }
    }

    private static WireException CutOff() => new("The other side has closed in the middle of a message.");
}
