using System.IO.Compression;
using System.Text;
using CityDesk.Import;
using CityDesk.Import.Reading;
using Microsoft.EntityFrameworkCore;
using Platform.Testing;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Import;

public abstract class DamagedFileTests(Desk desk) : ImportTestBase(desk)
{
    private static readonly string Whole = string.Concat(Rows(8).Prepend(Header).Select(row => row + "\r\n"));

    public static TheoryData<string, string> Damages => new()
    {
        { "cut in a number", Whole[..^12] },
        { "cut before the last line end", Whole[..^2] },
        { "cut inside the last line end", Whole[..^1] },
        { "cut in a quoted text", Whole[..(Whole.LastIndexOf('"') - 3)] },
        { "a quoted text that is never closed", Whole[..(Whole.LastIndexOf("1,1-8", StringComparison.Ordinal) + 2)] + "\"" + new string('x', 2_000_000) },
        { "a line that never ends", Whole[..(Whole.LastIndexOf("1,1-8", StringComparison.Ordinal) + 2)] + new string('\0', 3_000_000) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_was_read_before_the_damage_stays_and_the_mended_file_continues(string damage, string content)
    {
        Assert.NotEmpty(damage);
        var damaged = await ImportAsync(Export.WriteText(content));

        Assert.Equal(ImportEnding.Damaged, damaged.Ending);
        Assert.Equal((7, 7, 0, 0, 0), Counts(damaged.Run!));
        Assert.StartsWith($"Row 8 (line 9, byte {Whole.LastIndexOf("1,1-8", StringComparison.Ordinal)}): ", damaged.Run!.Problem, StringComparison.Ordinal);
        Assert.Null(damaged.Run.FinishedAt);
        await AssertEveryRowIsAccountedForAsync();

        var mended = await ImportAsync(Export.WriteText(Whole));

        Assert.Equal(ImportEnding.Finished, mended.Ending);
        Assert.Equal((damaged.Run.Id, true), (mended.Run!.Id, mended.IsResumed));
        Assert.Equal((8, 8, 0, 0, 0), Counts(mended.Run));
        Assert.Null(mended.Run.Problem);
        Assert.NotNull(mended.Run.FinishedAt);
        Assert.Equal(8, (await ImportedIdsAsync()).Count);
        await AssertEveryRowIsAccountedForAsync();
    }

    [Fact]
    public async Task A_file_mended_before_the_place_where_it_stopped_is_imported_anew_without_duplicates()
    {
        var rows = Rows(8).ToArray();
        rows[1] += ",9";
        var damaged = await ImportAsync(Export.WriteText(string.Join('\n', rows.Prepend(Header))));
        Assert.Equal((7, 6, 0, 1, 0), Counts(damaged.Run!));

        var mended = await ImportAsync(Export.WriteText(Whole));

        Assert.False(mended.IsResumed);
        Assert.Equal((8, 2, 6, 0, 0), Counts(mended.Run!));
        Assert.Equal(8, (await ImportedIdsAsync()).Count);
    }

    [Fact]
    public async Task A_last_row_without_a_line_end_is_taken_when_the_operator_says_so()
    {
        var path = Export.WriteText(Whole[..^2]);

        Assert.Equal((8, 8, 0, 0, 0), Counts((await ImportAsync(path, acceptUnterminated: true)).Run!));
    }

    [Fact]
    public async Task An_interrupted_import_continues_the_longest_run_that_fits()
    {
        var shorter = Rows(4).Append("1,1-99,").ToArray();
        await ImportAsync(Export.WriteText(string.Join('\n', shorter.Prepend(Header))));
        var longer = await ImportAsync(Export.WriteText(Whole[..^2]));
        Assert.False(longer.IsResumed);

        var whole = await ImportAsync(Export.WriteText(Whole));

        Assert.Equal((longer.Run!.Id, true), (whole.Run!.Id, whole.IsResumed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_import_that_is_stopped_ends_between_two_batches_and_goes_on_later(int batches)
    {
        using var stop = new CancellationTokenSource();
        if (batches == 0)
            await stop.CancelAsync();
        var done = 0;
        var stopped = await ImportAsync(Export.WriteText(Whole), batchSize: 2, onProgress: _ => StopAfter(batches), cancellationToken: stop.Token);

        Assert.Equal(ImportEnding.Cancelled, stopped.Ending);
        Assert.Equal(batches * 2, stopped.Run?.RowsRead ?? 0);
        Assert.Null(stopped.Run?.FinishedAt);
        await AssertEveryRowIsAccountedForAsync();

        var resumed = await ImportAsync(Export.File, batchSize: 2);

        Assert.Equal(batches > 0, resumed.IsResumed);
        Assert.Equal((8, 8, 0, 0, 0), Counts(resumed.Run!));
        Assert.Equal(1, await Desk.InDatabaseAsync(db => db.ImportRuns.CountAsync(Cancelled)));

        void StopAfter(int count)
        {
            if (++done == count)
                stop.Cancel();
        }
    }

    [Fact]
    public async Task Two_processes_cannot_continue_the_same_run()
    {
        await ImportAsync(Export.WriteText(Whole[..^2]));
        var others = 0;

        var overtaken = await Assert.ThrowsAsync<InvalidOperationException>(() => ImportAsync(Export.WriteText(Whole), onProgress: _ =>
        {
            if (others++ == 0)
                ImportAsync(Export.File).GetAwaiter().GetResult();
        }));

        Assert.Contains("continued by somebody else", overtaken.Message, StringComparison.Ordinal);
        Assert.Equal(8, (await ImportedIdsAsync()).Count);
        await AssertEveryRowIsAccountedForAsync();
    }

    /// <summary>A file that arrives in pieces, cut at any byte: nothing throws, nothing is lost, nothing comes twice, and the whole file completes it.</summary>
    [Fact]
    [Soak]
    public async Task A_file_cut_at_any_byte_is_completed_by_the_whole_file()
    {
        var rows = Rows(5).ToList();
        rows[1] = Row("1-2", address: "\"TWO\r\nLINES \"\"QUOTED\"\", 90001\"");
        rows[2] = Row("1-3", type: "77");
        rows[4] = Row("1-1");
        var whole = Encoding.UTF8.GetBytes("\uFEFF" + string.Concat(rows.Prepend(Header).Select(row => row + "\r\n")));
        var headerEnd = Encoding.UTF8.GetByteCount("\uFEFF" + Header + "\r\n");
        var step = SoakLength.Of(17, 1);
        for (var length = 0; length <= whole.Length; length += step)
        {
            await ForgetImportsAsync();
            Export.WriteBytes(whole[..length]);
            if (length < headerEnd)
            {
                await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Export.File, batchSize: 2));
                Assert.Empty(await ImportedIdsAsync());
            }
            else
            {
                var cut = await ImportAsync(Export.File, batchSize: 2);
                Assert.Equal(cut.Ending == ImportEnding.Finished, cut.Run!.FinishedAt is not null);
                Assert.True(cut.Ending == ImportEnding.Damaged || whole[length - 1] == '\n', $"cut at {length}");
            }

            await AssertEveryRowIsAccountedForAsync();
            var completed = await ImportAsync(Export.WriteBytes(whole), batchSize: 2);

            Assert.Equal(ImportEnding.Finished, completed.Ending);
            Assert.Equal(5, completed.Run!.RowsRead);
            Assert.Equal(["1-1", "1-2", "1-4"], await ImportedIdsAsync());
            Assert.Equal(1, completed.Run.RowsRefused);
            await AssertEveryRowIsAccountedForAsync();
        }
    }

    public static TheoryData<string, byte[], string> NotAnExport => new()
    {
        { "empty", [], "is empty" },
        { "empty lines", "\r\n\n"u8.ToArray(), "is empty" },
        { "byte order mark", [0xEF, 0xBB, 0xBF], "has no whole first line" },
        { "gzip", Gzip(), "is compressed with gzip" },
        { "zip", "PK\u0003\u0004more"u8.ToArray(), "is a zip archive" },
        { "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Header + "\n")], "is encoded as UTF-16" },
        { "binary", [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2, (byte)'\n'], "is not a text file" },
        { "Latin 1", [.. "stra"u8, 0xDF, .. "e\n"u8], "is not a text file" },
        { "prose", "once upon a time, there was\n"u8.ToArray(), "does not name the columns of any export that is known: los-angeles, st-louis" },
        { "header without a line end", Encoding.UTF8.GetBytes(Header), "has no whole first line" },
        { "header with a lost quote", Encoding.UTF8.GetBytes("\"" + Header + "\n"), "has no whole first line" },
        { "endless", new byte[3_000_000], "has no whole first line" },
    };

    [Theory]
    [MemberData(nameof(NotAnExport))]
    public async Task What_is_not_an_export_is_refused_whole_with_the_reason(string what, byte[] content, string problem)
    {
        Assert.NotEmpty(what);
        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Export.WriteBytes(content)));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Desk.InDatabaseAsync(db => db.ImportRuns.CountAsync(Cancelled)));
    }

    [Fact]
    public async Task What_is_not_there_or_not_a_file_is_refused_with_the_reason()
    {
        Assert.EndsWith("name the file in it", (await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Export.Folder))).Message, StringComparison.Ordinal);
        Assert.EndsWith("does not exist", (await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Path.Combine(Export.Folder, "x.csv")))).Message, StringComparison.Ordinal);
        Assert.EndsWith("does not exist", (await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Path.Combine(Export.Folder, "x", "x.csv")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_another_export_is_refused_with_what_differs()
    {
        var path = Export.WriteText(Header.Replace("city_id", "town_id", StringComparison.Ordinal).Replace("region_id", "srnumber", StringComparison.Ordinal) + "\n");

        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(new ImportOrder(path) { Profile = new CityDesk.Import.Profiles.LosAngeles() }));

        Assert.EndsWith("does not name the columns of a los-angeles export: without region_id, city_id; with unknown town_id; with srnumber more than once", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("type_id,type_name\n1,x", "has no column type_group, data_code")]
    [InlineData("type_id,type_name,type_group,data_code\n1,x,y\n", "Line 2 of")]
    [InlineData("type_id,type_name,type_group,data_code\n1,\"x,y,z\n", "not closed before the end")]
    [InlineData("type_id,type_name,type_group,data_code\n1,x,y,z\n1,x,y,z\n", "explains type_id 1 twice")]
    public async Task A_code_table_that_cannot_be_trusted_stops_the_import_before_the_first_row(string table, string problem)
    {
        Export.WriteTable("request_types.csv", table);

        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Export.Write(Rows(1))));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Contains("request_types.csv", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await ImportedIdsAsync());
    }

    [Fact]
    public async Task A_missing_code_table_is_named_with_what_it_is_for()
    {
        File.Delete(Path.Combine(Export.Folder, "agencies.csv"));

        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => ImportAsync(Export.Write(Rows(1))));

        Assert.Contains("name their agencies by numbers that agencies.csv explains, and it is not in", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_tables_may_lie_elsewhere()
    {
        using var elsewhere = new InventedExport();
        File.Delete(Path.Combine(Export.Folder, "agencies.csv"));

        var result = await ImportAsync(new ImportOrder(Export.Write(Rows(1))) { TablesFolder = elsewhere.Folder });

        Assert.Equal((1, 1, 0, 0, 0), Counts(result.Run!));
    }

    private static byte[] Gzip()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(Whole));
        return compressed.ToArray();
    }
}

public sealed class DamagedFileOnSqlite(SqliteDesk desk) : DamagedFileTests(desk), IClassFixture<SqliteDesk>;

public sealed class DamagedFileOnPostgreSql(PostgreSqlDesk desk) : DamagedFileTests(desk), IClassFixture<PostgreSqlDesk>;
