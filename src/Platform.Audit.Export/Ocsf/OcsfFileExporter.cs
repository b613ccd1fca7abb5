namespace Platform.Audit.Export.Ocsf;

/// <summary>Appends events to a file, one a line. It is opened for each batch, so that others may rename it.</summary>
internal sealed class OcsfFileExporter(string name, string path, string logName) : IAuditExporter
{
    private const int LookAt = 64 * 1024;

    private readonly OcsfWriter _writer = new(logName);

    public string Name => name;

    public async ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 });
        await using var closing = stream.ConfigureAwait(false);
        CutTornLine(stream);
        await stream.WriteAsync(_writer.Write(records), cancellationToken).ConfigureAwait(false);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>If we crashed while a batch was written, its last line may be half there. The batch is written again, so what is there of the line goes.</summary>
    private static void CutTornLine(FileStream stream)
    {
        var buffer = new byte[LookAt];
        var end = stream.Length;
        while (end > 0)
        {
            var start = Math.Max(0, end - LookAt);
            stream.Position = start;
            var part = buffer.AsSpan(0, (int)(end - start));
            stream.ReadExactly(part);
            var last = part.LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                end = start + last + 1;
                break;
            }
            end = start;
        }
        if (end < stream.Length)
            stream.SetLength(end);
        stream.Position = end;
    }
}
