using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets;

/// <summary>Writes failing rows to a file, one JSON object a line: <c>row</c>, <c>line</c>, <c>key</c>, <c>rule</c>, <c>column</c>, <c>value</c>, <c>detail</c>.</summary>
/// <remarks>Members without a value are left out. Not safe on several threads.</remarks>
public sealed class NdjsonFailedRows : IFailedRowSink, IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter _json;

    private NdjsonFailedRows(FileStream file)
    {
        _file = file;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>How many were written.</summary>
    public long Count { get; private set; }

    /// <summary>Opens the file. What is in it is overwritten, unless a run is resumed. One that is made is for the user of the process alone.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static NdjsonFailedRows Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(PrivateFile.Open(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read, Options = FileOptions.Asynchronous, BufferSize = 0 }));
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<FailedRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var row in rows)
        {
            Write(row);
            if (_buffer.WrittenCount > 1 << 16)
                await WriteBufferAsync(cancellationToken).ConfigureAwait(false);
        }
        Count += rows.Count;
    }

    /// <inheritdoc/>
    public async ValueTask<string> FlushAsync(CancellationToken cancellationToken)
    {
        await WriteBufferAsync(cancellationToken).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        return string.Create(CultureInfo.InvariantCulture, $"{_file.Position} {Count}");
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">The file is shorter than it was then: it is another.</exception>
    public ValueTask RestoreAsync(string place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        var parts = place.Length == 0 ? ["0", "0"] : place.Split(' ');
        if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var position) || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var count) || position > _file.Length)
            throw new CheckpointException("The file of failing rows is shorter than the checkpoint says; begin again without the checkpoint.");
        _buffer.ResetWrittenCount();
        _file.SetLength(position);
        _file.Position = position;
        Count = count;
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes what is left and closes the file.</summary>
    /// <returns>A task.</returns>
    public async ValueTask DisposeAsync()
    {
        await WriteBufferAsync(CancellationToken.None).ConfigureAwait(false);
        _file.SetLength(_file.Position);
        await _json.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private void Write(FailedRow row)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("row"u8, row.Row);
        if (row.Line is { } line)
            _json.WriteNumber("line"u8, line);
        if (row.Key is { } key)
            _json.WriteString("key"u8, key);
        _json.WriteString("rule"u8, row.Rule);
        if (row.Column.Length > 0)
            _json.WriteString("column"u8, row.Column);
        if (row.Value is { } value)
            _json.WriteString("value"u8, value);
        if (row.Detail is { } detail)
            _json.WriteString("detail"u8, detail);
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
    }

    private async ValueTask WriteBufferAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }
}
