using System.Security.Cryptography;
using FsCheck.Xunit;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class StreamCipherTests : IDisposable
{
    private const int Chunk = 65_536;
    private const int SealedChunk = Chunk + 16;
    private const int Header = 66;

    private static readonly ColumnAddress Body = new("north", "files", "body");
    private readonly DataKey _key = DataKey.Generate();
    private readonly StreamCipher _cipher;

    public StreamCipherTests() => _cipher = new StreamCipher(new Keyset(_key));

    public static TheoryData<int> Lengths => [0, 1, 100, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, 2 * Chunk + 5, 300_000];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _key.Dispose();

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task What_is_sealed_opens_however_little_the_source_gives_at_a_time(int length)
    {
        var plaintext = RandomNumberGenerator.GetBytes(length);
        var value = new MemoryStream();
        await _cipher.SealAsync(new Dribble(plaintext), value, Body.Row([1]), Cancellation);
        var opened = new MemoryStream();
        await _cipher.OpenAsync(new Dribble(value.ToArray()), opened, Body.Row([1]), Cancellation);

        Assert.Equal(plaintext, opened.ToArray());
        Assert.Equal(StreamCipher.GetSealedLength(length), value.Length);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_stream_that_was_cut_does_not_open_to_its_end(int length)
    {
        var value = await SealAsync(RandomNumberGenerator.GetBytes(length));
        int[] cuts = [0, 1, 2, 33, 65, 66, 67, 81, Header + SealedChunk, Header + 2 * SealedChunk, value.Length - SealedChunk, value.Length - 17, value.Length - 16, value.Length - 1];
        foreach (var cut in cuts.Where(cut => cut >= 0 && cut < value.Length))
        {
            var expected = cut < Header + 16 ? OpenResult.NotSealed : OpenResult.NotAuthentic;
            Assert.Equal((cut, expected), (cut, await ResultAsync(value[..cut])));
            Assert.Equal((cut, expected), (cut, await RandomAccessResultAsync(value[..cut])));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_stream_that_was_made_longer_does_not_open(int length)
    {
        var value = await SealAsync(RandomNumberGenerator.GetBytes(length));
        foreach (var more in (byte[][])[[0], new byte[16], new byte[SealedChunk], value[Header..]])
        {
            Assert.Equal(OpenResult.NotAuthentic, await ResultAsync([.. value, .. more]));
            Assert.Equal(OpenResult.NotAuthentic, await RandomAccessResultAsync([.. value, .. more]));
        }
    }

    [Fact]
    public async Task Chunks_moved_doubled_dropped_or_taken_from_another_stream_do_not_open()
    {
        var plaintext = new byte[4 * Chunk];
        var value = await SealAsync(plaintext);
        var other = await SealAsync(plaintext);
        byte[] ChunkOf(byte[] stream, int index) => stream[(Header + index * SealedChunk)..(Header + (index + 1) * SealedChunk)];

        byte[][] orders =
        [
            [1, 0, 2, 3],
            [0, 2, 1, 3],
            [0, 1, 3, 2],
            [0, 0, 1, 2, 3],
            [0, 1, 2],
            [0, 1, 2, 2],
            [1, 2, 3],
            [0, 2, 3],
            [3],
            [0, 1, 2, 3, 3],
        ];
        foreach (var order in orders)
            Assert.Equal(OpenResult.NotAuthentic, await ResultAsync([.. value[..Header], .. order.SelectMany(index => ChunkOf(value, index))]));
        for (var index = 0; index < 4; index++)
        {
            byte[] mixed = [.. value];
            ChunkOf(other, index).CopyTo(mixed, Header + index * SealedChunk);
            Assert.Equal(OpenResult.NotAuthentic, await ResultAsync(mixed));
        }
        Assert.Equal(OpenResult.NotAuthentic, await ResultAsync([.. other[..Header], .. value[Header..]]));
        Assert.Equal(OpenResult.Opened, await ResultAsync(value));
    }

    [Fact]
    public async Task Every_byte_of_a_short_stream_matters()
    {
        var value = await SealAsync("a short file"u8.ToArray());
        for (var at = 0; at < value.Length; at++)
        {
            value[at] ^= 0x10;
            Assert.NotEqual(OpenResult.Opened, await ResultAsync(value));
            Assert.NotEqual(OpenResult.Opened, await RandomAccessResultAsync(value));
            value[at] ^= 0x10;
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_any_chunk_is_found_there_and_what_was_written_before_is_authentic()
    {
        var plaintext = RandomNumberGenerator.GetBytes(3 * Chunk + 10);
        var value = await SealAsync(plaintext);
        foreach (var at in (int[])[Header, Header + SealedChunk - 1, Header + SealedChunk, Header + 2 * SealedChunk + 500, value.Length - 17, value.Length - 1])
        {
            value[at] ^= 1;
            var opened = new MemoryStream();
            var thrown = await Assert.ThrowsAsync<SealedValueException>(() => _cipher.OpenAsync(new MemoryStream(value), opened, Body.Row([1]), Cancellation));
            value[at] ^= 1;

            Assert.Equal(OpenResult.NotAuthentic, thrown.Result);
            Assert.Equal((at - Header) / SealedChunk * Chunk, opened.Length);
            Assert.Equal(plaintext[..(int)opened.Length], opened.ToArray());
        }
    }

    [Fact]
    public async Task Another_place_another_key_and_another_suite_are_refused()
    {
        var value = await SealAsync(new byte[10]);
        using var otherKey = DataKey.Generate();
        using var fields = new FieldCipher(new Keyset(_key));

        Assert.Equal(OpenResult.NotAuthentic, await ResultAsync(value, row: 2));
        Assert.Equal(OpenResult.KeyNotFound, await ResultAsync(value, reader: new StreamCipher(new Keyset(otherKey))));
        Assert.Equal(OpenResult.Opened, await ResultAsync(value, reader: new StreamCipher(new Keyset(otherKey, _key))));
        using var deterministic = new DeterministicFieldCipher(new Keyset(_key));
        Assert.Equal(OpenResult.WrongSuite, await ResultAsync(fields.Seal(Body.Row([1]), new byte[10])));
        Assert.Equal(OpenResult.WrongSuite, await ResultAsync(deterministic.SealDeterministically(Body, [])));
        Assert.Equal(OpenResult.WrongSuite, await RandomAccessResultAsync(deterministic.SealDeterministically(Body, [])));
        Assert.Equal(OpenResult.NotSealed, await ResultAsync(new byte[100]));
    }

    [Fact]
    public async Task An_empty_chunk_behind_a_full_one_is_not_a_second_form_of_the_same_stream()
    {
        // Only who holds the key can make this; a reader that took it would let one text have two forms.
        var header = (await SealAsync([]))[..Header];
        using var chunks = new Streams.ChunkCipher(_key, Engines.EncryptionEngine.Bcl, header, Streams.ChunkCipher.Encode(Body.Row([1])));
        var (full, empty) = (new byte[SealedChunk], new byte[16]);
        chunks.SealInPlace(0, isLast: false, full, Chunk);
        chunks.SealInPlace(1, isLast: true, empty, 0);

        Assert.Equal(OpenResult.NotAuthentic, await ResultAsync([.. header, .. full, .. empty]));
    }

    [Property(MaxTest = 60)]
    public async Task Reading_anywhere_gives_what_is_there(int seed)
    {
        var random = new Random(seed);
        var plaintext = new byte[random.Next(3 * Chunk + 2)];
        random.NextBytes(plaintext);
        await using var opened = await _cipher.OpenForRandomAccessAsync(new MemoryStream(await SealAsync(plaintext)), Body.Row([1]), Cancellation);
        Assert.Equal(plaintext.Length, opened.Length);

        for (var i = 0; i < 20; i++)
        {
            var at = random.Next(plaintext.Length + 10);
            var buffer = new byte[random.Next(1, 100_000)];
            opened.Seek(at, SeekOrigin.Begin);
            var read = i % 2 == 0 ? opened.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) : await opened.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancellation);

            var expected = plaintext.AsSpan(Math.Min(at, plaintext.Length));
            Assert.Equal(Math.Min(expected.Length, buffer.Length), read);
            Assert.True(expected[..read].SequenceEqual(buffer.AsSpan(0, read)));
        }
    }

    [Fact]
    public async Task A_damaged_chunk_in_the_middle_is_found_when_it_is_read_and_the_others_can_still_be_read()
    {
        var plaintext = RandomNumberGenerator.GetBytes(3 * Chunk);
        var value = await SealAsync(plaintext);
        value[Header + SealedChunk + 7] ^= 1;
        await using var opened = await _cipher.OpenForRandomAccessAsync(new MemoryStream(value), Body.Row([1]), Cancellation);
        var buffer = new byte[10];

        opened.Position = Chunk;
        Assert.Throws<SealedValueException>(() => opened.Read(buffer, 0, 10));
        Assert.All(buffer, each => Assert.Equal(0, each));
        opened.Position = 2 * Chunk;
        Assert.Equal(10, opened.Read(buffer, 0, 10));
        Assert.Equal(plaintext[(2 * Chunk)..(2 * Chunk + 10)], buffer);
    }

    [Fact]
    public async Task A_random_access_stream_closes_what_it_reads_and_can_do_nothing_else()
    {
        var below = new MemoryStream(await SealAsync(new byte[10]));
        var opened = await _cipher.OpenForRandomAccessAsync(below, Body.Row([1]), Cancellation);
        Assert.True(opened is { CanRead: true, CanSeek: true, CanWrite: false });
        Assert.Throws<NotSupportedException>(() => opened.WriteByte(1));
        Assert.Throws<NotSupportedException>(() => opened.SetLength(1));
        Assert.Throws<IOException>(() => opened.Seek(-1, SeekOrigin.Begin));
        Assert.Equal(10, opened.Seek(0, SeekOrigin.End));
        Assert.Equal(0, opened.Read(new byte[1], 0, 1));
        await opened.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => opened.Read(new byte[1], 0, 1));
        Assert.Throws<ObjectDisposedException>(() => below.Position);
        await Assert.ThrowsAsync<ArgumentException>(() => _cipher.OpenForRandomAccessAsync(new Dribble([]), Body.Row([1]), Cancellation));
    }

    [Fact]
    public async Task Cancelling_stops_and_leaves_nothing_that_opens()
    {
        using var cancel = new CancellationTokenSource();
        var value = new MemoryStream();
        var source = new Dribble(new byte[5 * Chunk], atPosition: 3 * Chunk, then: cancel.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _cipher.SealAsync(source, value, Body.Row([1]), cancel.Token));

        Assert.InRange(value.Length, 1, 3 * SealedChunk);
        Assert.Equal(OpenResult.NotAuthentic, await ResultAsync(value.ToArray()));
    }

    [Fact]
    public void A_length_that_no_stream_can_have_is_refused()
    {
        Assert.Throws<OverflowException>(() => StreamCipher.GetSealedLength(long.MaxValue - 1_000));
        Assert.Throws<OverflowException>(() => StreamCipher.GetSealedLength(long.MaxValue));
        Assert.Equal(66 + 16, StreamCipher.GetSealedLength(0));
        Assert.Equal(66 + Chunk + 16, StreamCipher.GetSealedLength(Chunk));
        Assert.Equal(66 + Chunk + 1 + 32, StreamCipher.GetSealedLength(Chunk + 1));
    }

    [Fact]
    public async Task Memory_stays_flat()
    {
        // Pooled buffers, and nothing that grows with the stream. The first run fills the pool; nothing here waits, so all of it
        // happens on this thread.
        await _cipher.SealAsync(new Zeros(10 * Chunk), Stream.Null, Body.Row([1]), Cancellation);
        var small = await AllocatedByAsync(100 * Chunk);
        var large = await AllocatedByAsync(2_000 * Chunk);
        Assert.InRange(large, 0, small + 10_000);
        Assert.InRange(await AllocatedByOpeningAsync(2_000), 0, await AllocatedByOpeningAsync(100) + 10_000);

        async Task<long> AllocatedByOpeningAsync(int chunks)
        {
            var value = new MemoryStream();
            await _cipher.SealAsync(new Zeros(10L * Chunk), value, Body.Row([1]), Cancellation);
            var header = value.ToArray()[..Header];
            using var cipher = new Streams.ChunkCipher(_key, Engines.EncryptionEngine.Bcl, header, Streams.ChunkCipher.Encode(Body.Row([1])));
            var source = new SealedOnTheWay(header, cipher, chunks);
            var before = GC.GetAllocatedBytesForCurrentThread();
            await _cipher.OpenAsync(source, Stream.Null, Body.Row([1]), Cancellation);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        async Task<long> AllocatedByAsync(long length)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await _cipher.SealAsync(new Zeros(length), Stream.Null, Body.Row([1]), Cancellation);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private async Task<byte[]> SealAsync(byte[] plaintext)
    {
        var value = new MemoryStream();
        await _cipher.SealAsync(new MemoryStream(plaintext), value, Body.Row([1]), Cancellation);
        return value.ToArray();
    }

    private async Task<OpenResult> ResultAsync(byte[] value, byte row = 1, StreamCipher? reader = null)
    {
        try
        {
            await (reader ?? _cipher).OpenAsync(new MemoryStream(value), Stream.Null, Body.Row([row]), Cancellation);
            return OpenResult.Opened;
        }
        catch (SealedValueException exception)
        {
            return exception.Result;
        }
    }

    private async Task<OpenResult> RandomAccessResultAsync(byte[] value)
    {
        try
        {
            await using var opened = await _cipher.OpenForRandomAccessAsync(new MemoryStream(value), Body.Row([1]), Cancellation);
            await opened.CopyToAsync(Stream.Null, Cancellation);
            return OpenResult.Opened;
        }
        catch (SealedValueException exception)
        {
            return exception.Result;
        }
    }

    /// <summary>Gives a few bytes at a time, cannot seek, and does something when it gets to a place.</summary>
    private sealed class Dribble(byte[] bytes, long atPosition = long.MaxValue, Action? then = null) : MemoryStream(bytes)
    {
        private int _calls;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Position >= atPosition)
                then?.Invoke();
            return new(Read(buffer.Span[..Math.Min(buffer.Length, 1 + ++_calls * 977 % 9_001)]));
        }
    }

    /// <summary>A sealed stream that is never in memory as a whole: each chunk is sealed when it is read.</summary>
    private sealed class SealedOnTheWay(byte[] header, Streams.ChunkCipher cipher, int chunks) : MemoryStream([])
    {
        private readonly byte[] _chunk = new byte[SealedChunk];
        private byte[] _current = header;
        private int _at;
        private int _index;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == _current.Length)
            {
                if (_index == chunks)
                    return new(0);
                _chunk.AsSpan().Clear();
                cipher.SealInPlace(_index, isLast: _index == chunks - 1, _chunk, Chunk);
                (_current, _at, _index) = (_chunk, 0, _index + 1);
            }
            var read = Math.Min(buffer.Length, _current.Length - _at);
            _current.AsSpan(_at, read).CopyTo(buffer.Span);
            _at += read;
            return new(read);
        }
    }

    private sealed class Zeros(long length) : MemoryStream([])
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..read].Clear();
            _left -= read;
            return new(read);
        }
    }
}
