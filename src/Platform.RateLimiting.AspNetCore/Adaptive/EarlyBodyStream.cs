using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>What was read of a body, and then the rest of it. A limit that somebody sets to the body before he reads it holds, as it would have if nothing had been read.</summary>
/// <param name="pool">Where the buffer came from.</param>
/// <param name="buffer">What was read; given back to the pool when its last byte was taken, or when this is disposed.</param>
/// <param name="count">How much of it.</param>
/// <param name="rest">The rest; not owned.</param>
/// <param name="limit">How large the server lets it be; <see langword="null"/> for any size.</param>
internal sealed class EarlyBodyStream(ArrayPool<byte> pool, byte[] buffer, int count, Stream rest, long? limit) : Stream, IHttpMaxRequestBodySizeFeature
{
    private byte[]? _buffer = buffer;
    private bool _isDisposed;
    private int _read;
    private long _given;

    /// <inheritdoc />
    public bool IsReadOnly => _given > 0;

    /// <inheritdoc />
    public long? MaxRequestBodySize { get; set; } = limit;

    public override bool CanRead => !_isDisposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> destination) => Give(TryTake(destination, out var taken) ? taken : rest.Read(destination));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken)
        : TryTake(buffer.Span, out var taken) ? new(Give(taken))
        : ReadRestAsync(buffer, cancellationToken);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            ReturnBuffer();
        }
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadRestAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        Give(await rest.ReadAsync(destination, cancellationToken).ConfigureAwait(false));

    private int Give(int bytes)
    {
        _given += bytes;
        return _given <= (MaxRequestBodySize ?? long.MaxValue) ? bytes : throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
    }

    private bool TryTake(Span<byte> destination, out int taken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        taken = Math.Min(destination.Length, count - _read);
        if (taken == 0)
            return destination.Length == 0;
        _buffer.AsSpan(_read, taken).CopyTo(destination);
        _read += taken;
        // Not held while the request is worked on and its answer is sent.
        if (_read == count)
            ReturnBuffer();
        return true;
    }

    private void ReturnBuffer()
    {
        if (_buffer is not { } own)
            return;
        _buffer = null;
        pool.Return(own);
    }
}
