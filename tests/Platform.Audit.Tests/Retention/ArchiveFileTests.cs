using System.IO.Compression;
using System.Text;
using Platform.Audit.Retention;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tests.Retention;

public sealed class ArchiveFileTests
{
    private const string Origin = "audit.example.com/test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_is_read_whatever_length_it_has()
    {
        byte[][] records = [[], [0], new byte[EntryBundle.MaxEntryLength], .. Batches.Records(253)];

        var read = await ReadAsync(await WriteAsync(records, 512), 512, 768);

        Assert.Equal(records.Select(Convert.ToHexString), read.Select(Convert.ToHexString));
    }

    [Fact]
    public async Task A_file_is_lines_of_JSON_that_any_tool_reads()
    {
        var lines = Lines(await WriteAsync([.. Batches.Records(256)], 0));

        Assert.Equal("""{"format":"platform-audit-archive/1","origin":"audit.example.com/test","first":0,"count":256}""", lines[0]);
        Assert.Equal($$"""{"index":0,"record":"{{Convert.ToBase64String(Batches.Records(1).Single())}}"}""", lines[1]);
        Assert.Equal((258, ""), (lines.Length, lines[^1]));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("not compressed")]
    [InlineData("no header")]
    [InlineData("another format")]
    [InlineData("another log")]
    [InlineData("another beginning")]
    [InlineData("another count")]
    [InlineData("a record too few")]
    [InlineData("a record too many")]
    [InlineData("a record left out")]
    [InlineData("two records changed about")]
    [InlineData("a line that is no JSON")]
    [InlineData("a record that is no text")]
    [InlineData("no line feed at the end")]
    [InlineData("a line without an end")]
    public async Task What_is_no_archive_of_these_records_is_refused(string fault)
    {
        var lines = Lines(await WriteAsync([.. Batches.Records(256)], 0)).ToList();
        switch (fault)
        {
            case "no header":
                lines.RemoveAt(0);
                break;
            case "another format":
                lines[0] = lines[0].Replace("archive/1", "archive/2", StringComparison.Ordinal);
                break;
            case "another log":
                lines[0] = lines[0].Replace("/test", "/other", StringComparison.Ordinal);
                break;
            case "another beginning":
                lines[0] = lines[0].Replace("\"first\":0", "\"first\":256", StringComparison.Ordinal);
                break;
            case "another count":
                lines[0] = lines[0].Replace("256", "512", StringComparison.Ordinal);
                break;
            case "a record too few":
                lines.RemoveAt(256);
                break;
            case "a record too many":
                lines.Insert(257, lines[256].Replace("255", "256", StringComparison.Ordinal));
                break;
            case "a record left out":
                lines.RemoveAt(100);
                break;
            case "two records changed about":
                (lines[100], lines[101]) = (lines[101], lines[100]);
                break;
            case "a line that is no JSON":
                lines[100] = "{";
                break;
            case "a record that is no text":
                lines[100] = """{"index":99,"record":17}""";
                break;
            case "no line feed at the end":
                lines.RemoveAt(257);
                break;
            case "a line without an end":
                lines[100] = new string('a', 200_000);
                break;
            default:
                break;
        }
        var text = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var file = fault switch { "nothing" => [], "not compressed" => text, _ => Compress(text) };

        await Assert.ThrowsAsync<AuditIntegrityException>(() => ReadAsync(file, 0, 256));
    }

    [Fact]
    public async Task A_file_that_is_cut_off_anywhere_is_refused()
    {
        var file = await WriteAsync([.. Batches.Records(256)], 0);
        // Behind all that was compressed stand eight bytes of gzip's own, without which nothing is missing.
        for (var length = 0; length < file.Length - 8; length += 97)
            await Assert.ThrowsAsync<AuditIntegrityException>(() => ReadAsync(file[..length], 0, 256));
    }

    [Theory]
    [InlineData("0000000000000000000-0000000000000000255.ndjson.gz", 0L, 256L)]
    [InlineData("0000000000000000256-9223372036854775551.ndjson.gz", 256L, 9223372036854775552L)]
    [InlineData("0000000000000000256-9223372036854775806.ndjson.gz", 0L, 0L)]
    [InlineData("0-255.ndjson.gz", 0L, 0L)]
    [InlineData("0000000000000000000-0000000000000000255.ndjson", 0L, 0L)]
    [InlineData("0000000000000000000-9223372036854775807.ndjson.gz", 0L, 0L)]
    [InlineData("-0000000000000000001-0000000000000000255.ndjson.gz", 0L, 0L)]
    [InlineData("", 0L, 0L)]
    public void Names_say_which_records(string rest, long first, long end)
    {
        var one = ArchiveFile.NameOf(Origin, 0, 256);
        var name = one[..one.IndexOf("0000000000000000000", StringComparison.Ordinal)] + rest;

        Assert.Equal(end > 0, ArchiveFile.TryParseName(name, Origin, out var partition));
        Assert.Equal(new AuditPartition(first, end), partition);
        if (end > 0)
            Assert.Equal(name, ArchiveFile.NameOf(Origin, first, end));
        // And of which log.
        Assert.False(ArchiveFile.TryParseName(name, "audit.example.com/other", out _));
    }

    [Theory]
    [InlineData("audit.example.com/prod", "audit.example.com-prod")]
    [InlineData("audit.example.com-prod", "audit.example.com-prod")]
    [InlineData("../../etc", "etc")]
    [InlineData("журнал", "")]
    public void Names_of_two_logs_are_never_the_same_and_are_plain_names(string origin, string letters)
    {
        var name = ArchiveFile.NameOf(origin, 0, 256);

        Assert.StartsWith(letters, name, StringComparison.Ordinal);
        Assert.All(name, static letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-'));
        Assert.NotEqual('.', name[0]);
        Assert.Equal(4, ((string[])["audit.example.com/prod", "audit.example.com-prod", "../../etc", "журнал"]).Select(static each => ArchiveFile.NameOf(each, 0, 256)).Distinct().Count());
        Assert.True(ArchiveFile.NameOf(new string('a', 10_000), 0, 256).Length < 200);
    }

    /// <summary>Whoever writes into the folder chooses the names: of these nothing can be read, and whoever looks for partitions must not fall over them.</summary>
    [Theory]
    [InlineData(0, 256, true)]
    [InlineData(256, 1_024, true)]
    [InlineData(1, 256, false)]
    [InlineData(0, 255, false)]
    [InlineData(512, 256, false)]
    [InlineData(256, 256, false)]
    public void What_no_partition_can_be_is_none(long first, long end, bool isOne) =>
        Assert.Equal(isOne, ArchiveFile.TryParseName(ArchiveFile.NameOf(Origin, first, end), Origin, out var partition) && partition == new AuditPartition(first, end));

    [Fact]
    public async Task What_is_there_is_never_replaced()
    {
        var folder = Directory.CreateTempSubdirectory("platform-audit-archive-");
        var archive = new FolderAuditArchive(folder.FullName);

        Assert.True(await archive.WriteAsync("a", static async (target, token) => await target.WriteAsync("first"u8.ToArray(), token), Cancellation));
        Assert.False(await archive.WriteAsync("a", static (_, _) => throw new InvalidOperationException("It is not asked."), Cancellation));
        // Another process is faster, while this one writes.
        Assert.False(await archive.WriteAsync("b", async (target, token) =>
        {
            await new FolderAuditArchive(folder.FullName).WriteAsync("b", static async (other, ofOther) => await other.WriteAsync("faster"u8.ToArray(), ofOther), token);
            await target.WriteAsync("slower"u8.ToArray(), token);
        }, Cancellation));

        Assert.Equal(["first", "faster"], folder.GetFiles().OrderBy(static file => file.Name).Select(static file => File.ReadAllText(file.FullName)));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task A_folder_holds_plain_names_alone(string name)
    {
        var folder = Directory.CreateTempSubdirectory("platform-audit-archive-");
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await new FolderAuditArchive(folder.FullName).OpenAsync(name, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await new FolderAuditArchive(folder.FullName).WriteAsync(name, static (_, _) => default, Cancellation));
        folder.Delete();
    }

    [Fact]
    public async Task What_could_not_be_written_is_not_there()
    {
        var folder = Directory.CreateTempSubdirectory("platform-audit-archive-");

        await Assert.ThrowsAsync<IOException>(async () => await new FolderAuditArchive(folder.FullName).WriteAsync("a", static (_, _) => throw new IOException("The disk is full."), Cancellation));

        Assert.Empty(folder.GetFiles());
        folder.Delete(recursive: true);
    }

    private static async Task<byte[]> WriteAsync(byte[][] records, long first)
    {
        var file = new MemoryStream();
        await ArchiveFile.WriteAsync(file, Origin, first, first + records.Length, records.Select(static each => (ReadOnlyMemory<byte>)each).ToAsyncEnumerable(), Cancellation);
        return file.ToArray();
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] file, long first, long end)
    {
        List<byte[]> read = [];
        await foreach (var record in ArchiveFile.ReadAsync(new MemoryStream(file), Origin, first, end, Cancellation))
            read.Add(record.ToArray());
        return read;
    }

    private static byte[] Compress(byte[] text)
    {
        var file = new MemoryStream();
        using (var compressed = new GZipStream(file, CompressionLevel.Fastest))
            compressed.Write(text);
        return file.ToArray();
    }

    private static string[] Lines(byte[] file)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n');
    }
}
