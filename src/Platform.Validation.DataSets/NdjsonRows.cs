using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Platform.Validation.Schema;

namespace Platform.Validation.DataSets;

/// <summary>Rows of a file of newline-delimited JSON: one value a line, in UTF-8. Empty lines are no rows.</summary>
public static class NdjsonRows
{
    /// <summary>The longest line: longer ones are refused and gone past, without being kept in memory.</summary>
    public const int MaxLineBytes = 1 << 20;

    /// <summary>What a batch may hold of the file: rows are gathered by their bytes as well as by their number, or long ones would fill the memory.</summary>
    private const int MaxBatchBytes = 4 << 20;

    /// <summary>Reads a file. A line that is no JSON, or does not follow the schema, or does not fit the type, is refused; the next one is read.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="type">
    /// How a row is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>. A line in which a name comes twice is refused, and
    /// where there is a schema, which knows names as they are written, they are bound as they are written.
    /// </param>
    /// <param name="schema">Judges the bytes of each line before they are bound; nothing does when null.</param>
    /// <returns>The source.</returns>
    public static RowSource<TRow> Read<TRow>(string path, JsonTypeInfo<TRow> type, JsonSchema? schema = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(type);
        return new Source<TRow>(path, Exact(type, schema is not null), schema);
    }

    /// <summary>What is bound must be what was judged.</summary>
    private static JsonTypeInfo<TRow> Exact<TRow>(JsonTypeInfo<TRow> type, bool hasSchema)
    {
        var options = new JsonSerializerOptions(type.Options);
        options.TypeInfoResolver ??= type.OriginatingResolver;
        if (hasSchema)
            options.PropertyNameCaseInsensitive = false;
        else
            options.AllowDuplicateProperties = false;
        return (JsonTypeInfo<TRow>)options.GetTypeInfo(typeof(TRow));
    }

    private sealed class Source<TRow>(string path, JsonTypeInfo<TRow> type, JsonSchema? schema) : RowSource<TRow>
    {
        public override string Name => Path.GetFileName(path);

        public override string Fingerprint => new FileInfo(path) is { Exists: true } file
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}")
            : "";

        public override RowReader<TRow> Open() => new Reader<TRow>(
            new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }), type, schema);
    }

    private sealed class Reader<TRow>(FileStream file, JsonTypeInfo<TRow> type, JsonSchema? schema) : RowReader<TRow>
    {
        private byte[] _buffer = new byte[1 << 16];
        private int _start;
        private int _end;
        private bool _hasEnded;
        private bool _isInLongLine;
        private long _line;

        public override bool CanReadAhead => true;

        public override double? Share => file.Length == 0 ? 1 : (double)(file.Position - (_end - _start)) / file.Length;

        public override async ValueTask<bool> ReadAsync(RowBatch<TRow> batch, CancellationToken cancellationToken)
        {
            var bytes = 0;
            while (!batch.IsFull && bytes < MaxBatchBytes)
            {
                var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
                if (length >= 0)
                {
                    Take(batch, length);
                    _start += length + 1;
                    bytes += length;
                }
                else if (_hasEnded)
                {
                    if (_start < _end || _isInLongLine)
                        Take(batch, _end - _start);
                    _start = _end;
                    return false;
                }
                else
                {
                    await FillAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            return true;
        }

        public override async ValueTask DisposeAsync()
        {
            await file.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        private void Take(RowBatch<TRow> batch, int length)
        {
            _line++;
            if (_isInLongLine || length > MaxLineBytes)
            {
                _isInLongLine = false;
                batch.Refuse(string.Create(CultureInfo.InvariantCulture, $"The line is longer than {MaxLineBytes:N0} bytes."), _line);
                return;
            }

            var bytes = _buffer.AsSpan(_start, length);
            if (_line == 1 && bytes is [0xEF, 0xBB, 0xBF, ..])
                bytes = bytes[3..];
            bytes = bytes.TrimEnd((byte)'\r');
            if (bytes.Trim(" \t"u8).IsEmpty)
                return;
            if (!Utf8.IsValid(bytes))
                batch.Refuse("The line is not UTF-8.", _line);
            else if (schema is not null && !schema.IsValid(bytes))
                batch.Refuse($"The line does not follow the schema: {schema.Validate(bytes, SchemaDetail.FirstFailure)}", _line);
            else
                Bind(batch, bytes);
        }

        private void Bind(RowBatch<TRow> batch, ReadOnlySpan<byte> bytes)
        {
            try
            {
                if (JsonSerializer.Deserialize(bytes, type) is { } row)
                    batch.Add(row, _line);
                else
                    batch.Refuse("The line is null.", _line);
            }
            catch (JsonException fault)
            {
                batch.Refuse(fault.Path is { Length: > 1 } path ? $"The line cannot be read at {path}." : "The line is not JSON.", _line);
            }
            catch (Exception fault) when (RowFault.IsOfRow(fault) && fault is not NotSupportedException)
            {
                batch.Refuse(RowFault.Words(fault, "line"), _line);
            }
            catch (Exception fault)
            {
                // Also a type that the serializer cannot read at all: that is no line's fault.
                throw RowFault.OfProgram(fault, _line);
            }
        }

        private async ValueTask FillAsync(CancellationToken cancellationToken)
        {
            if (_end - _start > MaxLineBytes)
            {
                // What is known of the line already says that it is too long; the rest of it is only looked through for its end.
                _isInLongLine = true;
                _start = _end;
            }
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
                throw new DamagedSourceException(string.Create(CultureInfo.InvariantCulture, $"Line {_line + 1} and what follows cannot be read: {fault.Message}"), fault);
            }
        }
    }
}
