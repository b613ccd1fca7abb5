using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using CsvHelper;

namespace Platform.Validation.DataSets.Csv;

/// <summary>
/// Cuts the file into records, refuses those that break the grammar or are no text, and hands the sound ones to CsvHelper many at once,
/// with the line of names in front.
/// </summary>
internal sealed class CsvRowReader<TRow>(FileStream file, Func<CsvReader, TRow> map, CsvRowsSettings settings) : RowReader<TRow>
{
    private static readonly (byte[] Start, string What)[] Others =
    [
        ([0x1F, 0x8B], "It is compressed with gzip: unpack it first."),
        ("PK\u0003\u0004"u8.ToArray(), "It is a zip archive: unpack it first."),
        ([0xFF, 0xFE], "It is encoded as UTF-16: save it as UTF-8."),
        ([0xFE, 0xFF], "It is encoded as UTF-16: save it as UTF-8."),
    ];

    /// <summary>What a batch may hold of the file: rows are gathered by their bytes as well as by their number, or long ones would fill the memory.</summary>
    private const int MaxBatchBytes = 4 << 20;

    private readonly CsvGrammar _grammar = new(settings.Separator);
    private readonly CsvReaderOptions _options = new()
    {
        Separator = settings.Separator,
        HasHeader = true,
        SkipEmptyLines = false,
        TrimWhitespace = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FormatProvider = CultureInfo.InvariantCulture,
        IncludeValuesInExceptions = false,
        PoolStrings = true,
    };

    private readonly ArrayBufferWriter<byte> _records = new(1 << 16);
    private readonly List<Piece> _pieces = [];
    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private bool _hasEnded;
    private long _line = 1;
    private byte[]? _header;
    private int _columns;

    public override bool CanReadAhead => true;

    public override double? Share => file.Length == 0 ? 1 : (double)(file.Position - (_end - _start)) / file.Length;

    public override async ValueTask<bool> ReadAsync(RowBatch<TRow> batch, CancellationToken cancellationToken)
    {
        if (_header is null)
            await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        _records.ResetWrittenCount();
        _records.Write(_header);
        _pieces.Clear();
        DamagedSourceException? damage = null;
        var more = true;
        while (_pieces.Count < batch.Room && _records.WrittenCount < MaxBatchBytes && more && damage is null)
        {
            try
            {
                more = await TakeRecordAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DamagedSourceException damaged)
            {
                damage = damaged;
            }
        }

        Map(batch);
        return damage is null ? more : throw damage;
    }

    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>Whether there was one; empty lines are none, and are gone past.</returns>
    private async ValueTask<bool> TakeRecordAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (length, fault) = await FindAsync(cancellationToken).ConfigureAwait(false);
            if (length == 0)
                return false;
            var bytes = _buffer.AsMemory(_start, length);
            var record = bytes.Span.TrimEnd("\r\n"u8);
            var line = _line;
            _line += bytes.Span.Count((byte)'\n');
            _start += length;
            if (record.IsEmpty)
                continue;
            if (fault is null && !Utf8.IsValid(record))
                fault = "The row is not UTF-8.";
            if (fault is null && record.Contains((byte)0))
                fault = "The row holds a NUL character.";
            _pieces.Add(new Piece(line, fault));
            if (fault is null)
            {
                _records.Write(record);
                _records.Write("\n"u8);
            }
            return true;
        }
    }

    private void Map(RowBatch<TRow> batch)
    {
        if (_pieces.Count == 0)
            return;
        using var csv = CsvReader.Create(_records.WrittenMemory, _options);
        foreach (var piece in _pieces)
        {
            if (piece.Fault is not null)
                batch.Refuse(piece.Fault, piece.Line);
            else if (!csv.Read())
                throw new InvalidOperationException($"The row on line {piece.Line} was lost; the two readers of it disagree.");
            else if (csv.FieldCount != _columns)
                batch.Refuse(string.Create(CultureInfo.InvariantCulture, $"The row has {csv.FieldCount} fields, and there are {_columns} columns."), piece.Line);
            else
                Map(batch, csv, piece.Line);
        }
    }

    private void Map(RowBatch<TRow> batch, CsvReader csv, long line)
    {
        TRow row;
        try
        {
            row = map(csv);
        }
        catch (CsvFormatException fault)
        {
            batch.Refuse(fault.Member is { Length: > 0 } member ? $"The field {member} cannot be read." : "A field cannot be read.", line);
            return;
        }
        catch (Exception fault) when (RowFault.IsOfRow(fault))
        {
            batch.Refuse(RowFault.Words(fault, "row"), line);
            return;
        }
        catch (Exception fault)
        {
            throw RowFault.OfProgram(fault, line);
        }
        batch.Add(row, line);
    }

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (start, what) in Others)
        {
            if (_buffer.AsSpan(0, _end).StartsWith(start))
                throw new DamagedSourceException($"The file is no CSV. {what}");
        }
        var (length, fault) = await FindAsync(cancellationToken).ConfigureAwait(false);
        var header = _buffer.AsSpan(0, length).TrimEnd("\r\n"u8);
        if (header.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            header = header[3..];
        if (length == 0 || header.IsEmpty)
            throw new DamagedSourceException("The file has no first line with the names of the columns.");
        if (fault is not null || !Utf8.IsValid(header) || header.Contains((byte)0))
            throw new DamagedSourceException($"The first line does not hold the names of the columns. {fault ?? "It is not a text in UTF-8."}");
        _header = [.. header, (byte)'\n'];
        _start = length;
        _line += _buffer.AsSpan(0, length).Count((byte)'\n');

        using var csv = CsvReader.Create(_header, _options);
        csv.ReadHeader();
        var names = csv.Headers.ToArray();
        _columns = names.Length;
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DamagedSourceException($"The first line has two columns named {twice.Key}.");
        if (settings.RequiredColumns.Except(names, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            throw new DamagedSourceException($"The first line has no column {string.Join(", ", missing)}.");
    }

    /// <summary>The length of the next record; 0 at the end of the file.</summary>
    private async ValueTask<(int Length, string? Fault)> FindAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_grammar.TryFind(_buffer.AsSpan(_start, _end - _start), _hasEnded, out var length, out var fault))
                return (length, fault);
            if (_end - _start > settings.MaxRecordBytes)
            {
                // Where there are lines, an unclosed quote costs its own; where there are none, nothing can be told apart any more.
                var line = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n') + 1;
                return line > 0
                    ? (line, string.Create(CultureInfo.InvariantCulture, $"A quoted field is not closed within {settings.MaxRecordBytes:N0} bytes."))
                    : throw new DamagedSourceException(string.Create(CultureInfo.InvariantCulture, $"Line {_line} does not end within {settings.MaxRecordBytes:N0} bytes."));
            }
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            var read = await file.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _hasEnded = read == 0;
            _end += read;
        }
        catch (IOException fault)
        {
            throw new DamagedSourceException(string.Create(CultureInfo.InvariantCulture, $"Line {_line} and what follows cannot be read: {fault.Message}"), fault);
        }
    }

    /// <summary>A record: where it stands, and what is wrong with it.</summary>
    private readonly record struct Piece(long Line, string? Fault);
}
