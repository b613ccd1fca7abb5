namespace CityDesk.Import.Reading;

/// <summary>Opens what an operator names as an export, and reads its first line.</summary>
internal static class SourceFile
{
    private static readonly (byte[] Start, string What)[] Others =
    [
        ([0x1F, 0x8B], "is compressed with gzip: unpack it first"),
        ("PK\u0003\u0004"u8.ToArray(), "is a zip archive: unpack it first"),
        ([0xFF, 0xFE], "is encoded as UTF-16: save it as UTF-8"),
        ([0xFE, 0xFF], "is encoded as UTF-16: save it as UTF-8"),
        ("SQLite format 3"u8.ToArray(), "is a SQLite database, not an export"),
        ("%PDF"u8.ToArray(), "is a PDF, not an export"),
    ];

    /// <exception cref="DamagedFileException">It is not there, not a file, not readable, empty, or plainly something else than CSV.</exception>
    public static async Task<FileStream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new DamagedFileException($"{path} is a folder; name the file in it");
        FileStream? file = null;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
            // Resuming needs the same bytes twice, so a pipe will not do.
            if (!file.CanSeek)
                throw new DamagedFileException($"{path} is not a regular file");
            await RefuseOthersAsync(path, file, cancellationToken);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await DisposeAsync(file);
            throw new DamagedFileException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path} does not exist" : $"{path} cannot be read: {e.Message}", e);
        }
        catch
        {
            await DisposeAsync(file);
            throw;
        }
    }

    /// <summary>Reads the first line as column names.</summary>
    /// <exception cref="DamagedFileException">There is no whole first line, or it is no text.</exception>
    public static async Task<string[]> ReadHeaderAsync(string path, RecordReader reader, CancellationToken cancellationToken)
    {
        CsvRecord? header;
        try
        {
            header = await reader.ReadAsync(cancellationToken);
        }
        catch (DamagedFileException damaged)
        {
            throw new DamagedFileException($"{path} has no whole first line with the names of the columns: {damaged.Message}", damaged);
        }

        if (header is null)
            throw new DamagedFileException($"{path} is empty");
        var bytes = header.Bytes is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : header.Bytes;
        if (!RawText.IsStorable(bytes))
            throw new DamagedFileException($"{path} is not a text file in UTF-8");
        return StrictCsv.Split(bytes, out var problem) ?? throw new DamagedFileException($"The first line of {path} is not CSV: {problem}");
    }

    private static async Task RefuseOthersAsync(string path, FileStream file, CancellationToken cancellationToken)
    {
        var start = new byte[16];
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        if (length == 0)
            throw new DamagedFileException($"{path} is empty");
        foreach (var (other, what) in Others)
        {
            if (start.AsSpan(0, length).StartsWith(other))
                throw new DamagedFileException($"{path} {what}");
        }
    }

    private static ValueTask DisposeAsync(FileStream? file) => file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
