using System.Buffers;
using System.Security.Cryptography;

namespace CityDesk.Import.Reading;

/// <summary>One record of a file, as bytes.</summary>
/// <param name="Bytes">Without the line end.</param>
/// <param name="IsMalformed">Whether its quotes break RFC 4180; the fields cannot be told apart then.</param>
/// <param name="Line">Number of the line on which it starts; the first of the file is 1.</param>
/// <param name="Offset">How many bytes of the file stand before it.</param>
internal sealed record CsvRecord(byte[] Bytes, bool IsMalformed, long Line, long Offset);

/// <summary>
/// Cuts a stream into records, with bounded memory and an exact account of how far it has come: bytes, lines, and a hash
/// over everything consumed. What is not a whole record is never consumed.
/// </summary>
internal sealed class RecordReader : IDisposable
{
    /// <summary>No record of a service desk is near as long; what seems to be is an unclosed quote or not a text at all.</summary>
    public const int MaxRecordBytes = 1 << 20;

    private const int InitialBufferBytes = 1 << 17;

    private readonly Stream _stream;
    private readonly bool _acceptUnterminated;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);
    private int _start;
    private int _end;
    private bool _streamEnded;

    /// <param name="stream">The file, at its first byte.</param>
    /// <param name="acceptUnterminated">
    /// Whether a last record without a line end counts. A file that was cut short ends like that too, and half a value looks
    /// like a value, so this is for who knows that the file is whole.
    /// </param>
    public RecordReader(Stream stream, bool acceptUnterminated = false)
    {
        _stream = stream;
        _acceptUnterminated = acceptUnterminated;
    }

    /// <summary>Bytes consumed so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes taken from the stream so far, consumed or not.</summary>
    public long BufferedTo => Offset + (_end - _start);

    /// <summary>Number of the line that comes next.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>SHA-256 over the bytes consumed so far, in hexadecimal.</summary>
    public string ConsumedHash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The next record that is not an empty line; <see langword="null"/> at the end of the file.</summary>
    /// <exception cref="DamagedFileException">The file cannot be cut further from here.</exception>
    public async ValueTask<CsvRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var shape = RecordScanner.Find(_buffer.AsSpan(_start, _end - _start), out var length);
            if (length > 0)
            {
                var record = Take(length, shape == RecordShape.Malformed);
                if (record.Bytes.Length > 0)
                    return record;
            }
            else if (_streamEnded)
            {
                return _start == _end ? null : TakeLast(shape);
            }
            else if (_end - _start > MaxRecordBytes)
            {
                throw new DamagedFileException(shape == RecordShape.InsideQuotes
                    ? $"a quoted text opens here that is not closed within {MaxRecordBytes:N0} bytes"
                    : $"a line starts here that does not end within {MaxRecordBytes:N0} bytes");
            }
            else
            {
                await FillAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Consumes the first <paramref name="length"/> bytes of the file unseen, to continue an earlier import; they must have
    /// been consumed record by record then.
    /// </summary>
    /// <returns>Whether they hash to <paramref name="expectedHash"/>. When not, this reader is of no more use.</returns>
    public async Task<bool> SkipAsync(long length, string expectedHash, CancellationToken cancellationToken)
    {
        while (Offset < length)
        {
            if (_start == _end)
                await FillAsync(cancellationToken);
            if (_start == _end)
                return false;
            Consume((int)Math.Min(_end - _start, length - Offset));
        }

        return Offset == length && ConsumedHash == expectedHash;
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true); // residents' data
        _buffer = [];
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = larger;
        }

        try
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _streamEnded = read == 0;
            _end += read;
        }
        catch (IOException unreadable)
        {
            throw new DamagedFileException($"the file cannot be read from here on: {unreadable.Message}", unreadable);
        }
    }

    private CsvRecord TakeLast(RecordShape shape)
    {
        if (shape == RecordShape.InsideQuotes)
            throw new DamagedFileException("a quoted text opens here that is not closed before the end of the file");
        if (!_acceptUnterminated)
        {
            throw new DamagedFileException(
                "the last row has no line end, so the file may have been cut short, and the row was not taken. " +
                "If the file is whole, import it again with --accept-unterminated");
        }

        // The scanner wants to see a line end; one that is added here is no part of the file and must not be hashed.
        Span<byte> completed = [.. _buffer.AsSpan(_start, _end - _start), (byte)'\n'];
        var isWhole = RecordScanner.Find(completed, out var length) == RecordShape.Complete && length == completed.Length;
        return Take(_end - _start, isMalformed: !isWhole);
    }

    private CsvRecord Take(int length, bool isMalformed)
    {
        var bytes = _buffer.AsSpan(_start, length);
        if (bytes is [.., (byte)'\n'])
            bytes = bytes[..^1];
        if (bytes is [.., (byte)'\r'])
            bytes = bytes[..^1];
        var record = new CsvRecord(bytes.ToArray(), isMalformed, Line, Offset);
        Consume(length);
        return record;
    }

    private void Consume(int length)
    {
        var bytes = _buffer.AsSpan(_start, length);
        _hash.AppendData(bytes);
        Line += bytes.Count((byte)'\n');
        Offset += length;
        _start += length;
    }
}
