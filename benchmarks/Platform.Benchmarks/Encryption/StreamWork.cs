using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>64 MiB that are read, sealed or opened, and written to nowhere. The peer reads and writes the same chunks and only encrypts them.</summary>
internal sealed class StreamWork : IDisposable
{
    private const int Length = 64 * 1024 * 1024;
    private const int ChunkLength = 65_536;

    private static readonly ColumnAddress Body = new("north", "files", "body");

    private readonly DataKey _key = DataKey.Generate();
    private readonly AesGcm _aes = new(RandomNumberGenerator.GetBytes(32), 16);
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _buffer = new byte[ChunkLength + 16];
    private readonly StreamCipher _cipher;
    private MemoryStream _source = new(new byte[Length]);

    public StreamWork() => _cipher = new StreamCipher(new Keyset(_key));

    public static async ValueTask<StreamWork> SealedAsync(CancellationToken cancellationToken)
    {
        var work = new StreamWork();
        var value = new MemoryStream();
        await work._cipher.SealAsync(work._source, value, Body.Row([1]), cancellationToken);
        work._source = value;
        return work;
    }

    public static async ValueTask<StreamWork> EncryptedAsync(CancellationToken cancellationToken)
    {
        var work = new StreamWork();
        var value = new MemoryStream();
        await work.EncryptChunksAsync(value, cancellationToken);
        work._source = value;
        return work;
    }

    public async ValueTask<long> SealAsync(CancellationToken cancellationToken)
    {
        _source.Position = 0;
        await _cipher.SealAsync(_source, Stream.Null, Body.Row([1]), cancellationToken);
        return _source.Position;
    }

    public async ValueTask<long> OpenAsync(CancellationToken cancellationToken)
    {
        _source.Position = 0;
        using var count = new Counting();
        await _cipher.OpenAsync(_source, count, Body.Row([1]), cancellationToken);
        return count.Position;
    }

    public ValueTask<long> EncryptChunksAsync(CancellationToken cancellationToken) => EncryptChunksAsync(Stream.Null, cancellationToken);

    public async ValueTask<long> DecryptChunksAsync(CancellationToken cancellationToken)
    {
        _source.Position = 0;
        using var count = new Counting();
        for (var index = 0L; ; index++)
        {
            var read = await _source.ReadAtLeastAsync(_buffer, ChunkLength + 16, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                return count.Position;
            BinaryPrimitives.WriteInt64BigEndian(_nonce, index);
            _aes.Decrypt(_nonce, _buffer.AsSpan(0, read - 16), _buffer.AsSpan(read - 16, 16), _buffer.AsSpan(0, read - 16));
            await count.WriteAsync(_buffer.AsMemory(0, read - 16), cancellationToken);
        }
    }

    public void Dispose()
    {
        _aes.Dispose();
        _key.Dispose();
    }

    private async ValueTask<long> EncryptChunksAsync(Stream destination, CancellationToken cancellationToken)
    {
        _source.Position = 0;
        for (var index = 0L; ; index++)
        {
            var read = await _source.ReadAtLeastAsync(_buffer.AsMemory(0, ChunkLength), ChunkLength, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                return _source.Position;
            BinaryPrimitives.WriteInt64BigEndian(_nonce, index);
            _aes.Encrypt(_nonce, _buffer.AsSpan(0, read), _buffer.AsSpan(0, read), _buffer.AsSpan(read, 16));
            await destination.WriteAsync(_buffer.AsMemory(0, read + 16), cancellationToken);
        }
    }

    /// <summary>Counts what is written and keeps none of it.</summary>
    private sealed class Counting : MemoryStream
    {
        private long _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
