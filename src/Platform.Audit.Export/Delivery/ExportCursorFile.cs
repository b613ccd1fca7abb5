namespace Platform.Audit.Export.Delivery;

/// <summary>Keeps a cursor in a file, which is replaced as a whole. Whoever has it open is the one who exports.</summary>
internal sealed class ExportCursorFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _ownership;

    private ExportCursorFile(string path, FileStream ownership) => (_path, _ownership) = (path, ownership);

    /// <returns><see langword="null"/> while another process has it.</returns>
    public static ExportCursorFile? TryOpen(string folder, string exporter)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(folder, exporter);
        try
        {
            return new ExportCursorFile(path, new FileStream(path + ".lock", new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 }));
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <exception cref="AuditIntegrityException">The file is no cursor.</exception>
    public ExportCursor Read() => Read(_path);

    /// <summary>Reads where an exporter stands, also one that another process has.</summary>
    /// <exception cref="AuditIntegrityException">The file is no cursor.</exception>
    public static ExportCursor Read(string folder, string exporter) => Read(PathOf(folder, exporter));

    private static string PathOf(string folder, string exporter) => Path.Combine(folder, exporter + ".cursor");

    private static ExportCursor Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ExportCursor.Start;
        }
        return ExportCursor.TryRead(text, out var cursor)
            ? cursor
            : throw new AuditIntegrityException($"{path} is no cursor of an export. Delete it to have everything given again.");
    }

    /// <summary>On the disk before it takes the old one's place: a crash leaves one of the two.</summary>
    public void Write(ExportCursor cursor)
    {
        var fresh = _path + ".new";
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(cursor.Write()));
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, _path, overwrite: true);
    }

    public void Dispose() => _ownership.Dispose();
}
