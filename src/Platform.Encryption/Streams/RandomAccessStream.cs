using Platform.Encryption.Formats;

namespace Platform.Encryption.Streams;

/// <summary>The plaintext of a sealed stream, one opened chunk at a time.</summary>
internal sealed class RandomAccessStream : Stream
{
    private readonly Stream _value;
    private readonly ChunkCipher _chunks;
    private readonly ChunkBuffer _buffer = ChunkBuffer.Rent();
    private readonly long _chunkCount;
    private long _current = -1;
    private int _currentLength;
    private long _position;
    private bool _disposed;
    private bool _leavesOpen;

    public RandomAccessStream(Stream value, ChunkCipher chunks)
    {
        _value = value;
        _chunks = chunks;
        var body = value.Length - SealedFormat.StreamHeaderLength;
        _chunkCount = Math.Max(1, (body + SealedFormat.SealedChunkLength - 1) / SealedFormat.SealedChunkLength);
        Length = Math.Max(0, body - _chunkCount * SealedFormat.TagLength);
    }

    public override bool CanRead => !_disposed;

    public override bool CanSeek => !_disposed;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Opens the last chunk, which proves the length.</summary>
    public ValueTask CheckEndAsync(CancellationToken cancellationToken) => LoadAsync(_chunkCount - 1, cancellationToken);

    /// <summary>Gives up everything and leaves the stream below open, for good.</summary>
    public void Abandon()
    {
        _leavesOpen = true;
        GiveUpKey();
    }

    private void GiveUpKey()
    {
        if (_disposed)
            return;
        _disposed = true;
        _buffer.Return();
        _chunks.Dispose();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        ThrowIfGone();
        if (buffer.IsEmpty || _position >= Length)
            return 0;
        var wanted = _position / SealedFormat.ChunkLength;
        if (wanted != _current)
        {
            Seek(wanted);
            var length = _value.ReadAtLeast(_buffer.Bytes.AsSpan(0, SealedFormat.SealedChunkLength), SealedFormat.SealedChunkLength, throwOnEndOfStream: false);
            Open(wanted, length);
        }
        return Serve(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfGone();
        if (buffer.IsEmpty || _position >= Length)
            return 0;
        var wanted = _position / SealedFormat.ChunkLength;
        if (wanted != _current)
            await LoadAsync(wanted, cancellationToken).ConfigureAwait(false);
        return Serve(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = checked(offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => Length,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        });
        if (target < 0)
            throw new IOException("Cannot seek to before the beginning.");
        return _position = target;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A sealed stream cannot be changed in place.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A sealed stream cannot be changed in place.");

    protected override void Dispose(bool disposing)
    {
        GiveUpKey();
        if (!_leavesOpen)
            _value.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The chunk in the buffer must not outlive its keys either.</summary>
    private void ThrowIfGone()
    {
        if (_chunks.IsDisposed)
            GiveUpKey();
        ObjectDisposedException.ThrowIf(_disposed, this);
    }

    private async ValueTask LoadAsync(long chunk, CancellationToken cancellationToken)
    {
        Seek(chunk);
        await _buffer.FillAsync(_value, SealedFormat.SealedChunkLength, cancellationToken).ConfigureAwait(false);
        Open(chunk, _buffer.Length);
    }

    private void Seek(long chunk)
    {
        // Whatever happens while the buffer is overwritten, it no longer holds the chunk that it held.
        _current = -1;
        _value.Position = SealedFormat.StreamHeaderLength + chunk * SealedFormat.SealedChunkLength;
    }

    private void Open(long chunk, int sealedLength)
    {
        _currentLength = _chunks.OpenInPlace(chunk, chunk == _chunkCount - 1, _buffer.Bytes, sealedLength);
        _current = chunk;
    }

    private int Serve(Span<byte> destination)
    {
        var at = (int)(_position % SealedFormat.ChunkLength);
        var length = Math.Min(destination.Length, _currentLength - at);
        _buffer.Bytes.AsSpan(at, length).CopyTo(destination);
        _position += length;
        return length;
    }
}
