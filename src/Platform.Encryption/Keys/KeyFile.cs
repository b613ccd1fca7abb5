using System.Security.Cryptography;
using Platform.Shared;

namespace Platform.Encryption.Keys;

/// <summary>A file of lines that grows, or is replaced whole: whoever opens it sees one state, however others change it meanwhile. Which of them changes it is not decided here.</summary>
/// <param name="path">The file.</param>
internal sealed class KeyFile(string path)
{
    private string? _generation;
    private long _length;

    /// <summary>What the file said when it was last read.</summary>
    public KeyTable Table { get; private set; } = new();

    /// <summary>Reads what is new.</summary>
    /// <returns>How long the file is as far as it is complete; what comes after was being written when its writer died.</returns>
    /// <exception cref="InvalidDataException">It makes no sense.</exception>
    public long Read()
    {
        if (!File.Exists(path))
        {
            (Table, _generation, _length) = (new KeyTable(), null, 0);
            return 0;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        var header = bytes.AsSpan(0, end).IndexOf((byte)'\n') + 1;
        var generation = header == 0 ? throw new InvalidDataException("The key file has no first line.") : KeyFileFormat.ReadHeader(bytes.AsMemory(0, header));
        if (generation != _generation || end < _length)
            (Table, _generation, _length) = (new KeyTable(), null, header);
        try
        {
            for (var at = (int)_length; at < end;)
            {
                var line = bytes.AsSpan(at, end - at).IndexOf((byte)'\n') + 1;
                KeyFileFormat.Read(bytes.AsMemory(at, line), Table);
                at += line;
            }
        }
        catch
        {
            Forget();
            throw;
        }
        (_generation, _length) = (generation, end);
        return end;
    }

    /// <summary>What is in memory may be ahead of the file: read it whole next time.</summary>
    public void Forget() => (_generation, _length, Table) = (null, 0, new KeyTable());

    /// <summary>Adds a line, durably.</summary>
    /// <param name="line">The line.</param>
    /// <param name="end">Where the complete lines end.</param>
    public void Append(byte[] line, long end)
    {
        if (_generation is null)
        {
            Replace();
            return;
        }
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        if (file.Length > end)
            file.SetLength(end);
        file.Position = end;
        file.Write(line);
        file.Flush(flushToDisk: true);
        _length = end + line.Length;
    }

    /// <summary>Writes the table as a new file, durably, and puts it in the place of this one: of what is no longer in it the file has nothing any more.</summary>
    public void Replace()
    {
        var generation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var fresh = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            file.Write(KeyFileFormat.HeaderOf(generation));
            foreach (var key in Table.Keys)
                file.Write(KeyFileFormat.LineOf(key));
            foreach (var gone in Table.Gone)
                file.Write(KeyFileFormat.LineOf(gone));
            foreach (var scope in Table.Destroyed)
                file.Write(KeyFileFormat.LineOf(scope));
            file.Flush(flushToDisk: true);
            _length = file.Position;
        }
        File.Move(fresh, path, overwrite: true);
        _generation = generation;
        DurableFolder.Synchronise(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
