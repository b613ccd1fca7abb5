using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.DataSets.Csv;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.Tests.Csv;

public sealed class CsvRowsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string, string, string> BrokenRows => new()
    {
        { "a quote inside", "x\"y,2", "A quote stands inside a field that is not quoted." },
        { "text behind a quote", "\"x\"y,2", "Text stands behind a closing quote." },
        { "a lone carriage return", "x\ry,2", "A carriage return without a line feed stands outside of quotes." },
        { "too few fields", "x", "The row has 1 fields, and there are 2 columns." },
        { "too many fields", "x,2,3", "The row has 3 fields, and there are 2 columns." },
        { "a NUL", "x\0y,2", "The row holds a NUL character." },
        { "a number that is none", "x,two", "The row holds a value that is not written as its type asks." },
    };

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public async Task A_broken_row_is_refused_with_its_line_and_costs_no_other(string what, string row, string reason)
    {
        var (report, sink) = await RunAsync(Encoding.UTF8.GetBytes($"name,number\nfirst,1\n{row}\nlast,3\n"));

        Assert.True((3, 2, 1) == (report.Rows.Read, report.Rows.Checked, report.Rows.Refused), $"{what}: {report.Rows} {report.Damage}");
        Assert.Equal((2, 3), (sink.Rows[0].Row, sink.Rows[0].Line));
        Assert.StartsWith(reason, sink.Rows[0].Detail, StringComparison.Ordinal);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public async Task A_quote_that_was_lost_costs_one_row()
    {
        var rows = Enumerable.Range(0, 300).Select(i => i == 50 ? "\"lost,50" : $"\"row {i}\",{i}");
        var (report, sink) = await RunAsync(Encoding.UTF8.GetBytes("name,number\n" + string.Join('\n', rows) + "\n"));
        Assert.Equal((300, 299, 52), (report.Rows.Read, report.Rows.Checked, sink.Rows[0].Line));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_one_row_wherever_it_stands()
    {
        var rows = Enumerable.Range(0, 60_000).Select(i => i == 10 ? "\"never closed,10" : $"a row that has no quotes at all {i},{i}");
        var (report, sink) = await RunAsync(Encoding.UTF8.GetBytes("name,number\n" + string.Join('\n', rows)));
        Assert.Equal((60_000, 59_999), (report.Rows.Read, report.Rows.Checked));
        Assert.Equal("A quoted field is not closed within 1,048,576 bytes.", sink.Rows[0].Detail);

        var (atEnd, last) = await RunAsync("name,number\na,1\n\"b,2\n"u8.ToArray());
        Assert.Equal((2, 1), (atEnd.Rows.Read, atEnd.Rows.Checked));
        Assert.Equal("A quoted field is not closed before the end of the file.", last.Rows[0].Detail);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_cost_one_row()
    {
        var (report, sink) = await RunAsync([.. "name,number\na,1\nM"u8, 0xFC, .. "ller,2\nb,3\n"u8]);
        Assert.Equal((3, 2), (report.Rows.Read, report.Rows.Checked));
        Assert.Equal("The row is not UTF-8.", sink.Rows[0].Detail);
    }

    [Fact]
    public async Task Line_ends_may_be_mixed_and_fields_may_hold_them()
    {
        var (report, sink) = await RunAsync([0xEF, 0xBB, 0xBF, .. "name,number\r\n\"a\r\nb\"\"c\",1\n\n\"x,y\",2\r\n\r\nlast,3"u8]);
        Assert.Equal((3, 3, true), (report.Rows.Read, report.Rows.Checked, report.IsComplete));
        Assert.Empty(sink.Rows);
        Assert.Equal("6", report.Columns[0].LongestLength?.ToString(CultureInfo.InvariantCulture));
    }

    public static TheoryData<byte[], string> OtherFiles => new()
    {
        { [], "The file has no first line with the names of the columns." },
        { "\n\n"u8.ToArray(), "The file has no first line with the names of the columns." },
        { [0x1F, 0x8B, 8, 0, 1], "The file is no CSV. It is compressed with gzip: unpack it first." },
        { [0xFF, 0xFE, (byte)'n', 0, (byte)'\n', 0], "The file is no CSV. It is encoded as UTF-16: save it as UTF-8." },
        { "name,name\n"u8.ToArray(), "The first line has two columns named name." },
        { "name,other\n1,2\n"u8.ToArray(), "The first line has no column number." },
        { "name,number\r1,2\r"u8.ToArray(), "The first line does not hold the names of the columns. A carriage return without a line feed stands outside of quotes." },
        { Encoding.UTF8.GetBytes("name,number\na,1\n" + new string('x', 3_000_000)), "Line 3 does not end within 1,048,576 bytes." },
    };

    [Theory]
    [MemberData(nameof(OtherFiles))]
    public async Task What_cannot_be_read_to_its_end_gives_a_report_that_says_so(byte[] content, string damage)
    {
        var (report, _) = await RunAsync(content);
        Assert.Equal((false, damage, Outcome.Failed), (report.IsComplete, report.Damage, report.Outcome));
    }

    [Property(MaxTest = 150)]
    public async Task Whatever_bytes_come_nothing_is_lost_and_nothing_throws(int seed)
    {
        var random = new Random(seed);
        var content = new StringBuilder("name,number\n");
        var pieces = (string[])["a", "\"", ",", "\n", "\r\n", "\r", "\"\"", "1", " ", "ß", "\0", ",1\n", "\"x\"", "\"a\nb\",2\n"];
        for (var i = random.Next(200); i > 0; i--)
            content.Append(pieces[random.Next(pieces.Length)]);
        var bytes = Encoding.UTF8.GetBytes(content.ToString());
        // Behind the line of names: without that there is no file.
        var names = "name,number\n".Length;
        if (random.Next(3) == 0 && bytes.Length > names)
            bytes[random.Next(names, bytes.Length)] = 0xFE;

        var (report, sink) = await RunAsync(bytes, batch: random.Next(1, 20));

        var expected = NaiveCsv.Read(bytes);
        Assert.Equal(expected.Count, report.Rows.Read);
        Assert.Equal(expected.Where(record => !record.IsSound).Select(record => (long?)record.Line), sink.Rows.Where(row => row.Rule == "readable").Select(row => row.Line));
        Assert.Equal(report.Rows.Refused, sink.Rows.Count(row => row.Rule == "readable"));
        Assert.All(sink.Rows.Where(row => row.Rule == "readable"), row => Assert.True(row.Line > 1));
    }

    [Property(MaxTest = 100)]
    public async Task What_was_written_by_the_grammar_is_read_as_it_was(int seed)
    {
        var random = new Random(seed);
        var names = Enumerable.Range(0, random.Next(1, 300)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "ab,\"\n\r\t ß😀"[random.Next(9)]))).ToList();
        var content = new StringBuilder("name,number\r\n");
        foreach (var name in names)
            content.Append(CultureInfo.InvariantCulture, $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",7").Append(random.Next(2) == 0 ? "\n" : "\r\n");
        await File.WriteAllTextAsync(_path, content.ToString(), Cancellation);
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Join('|', names)));

        var rows = new List<string>();
        await using var reader = Source().Open();
        var batch = new RowBatch<(string Name, int Number)>(50);
        bool more;
        do
        {
            batch.Begin(1, 50);
            more = await reader.ReadAsync(batch, Cancellation);
            rows.AddRange(batch.Rows.Take(batch.Count).Select(row => row.Name));
            Assert.Empty(batch.Refused);
        }
        while (more);
        Assert.Equal(expected, string.Join('|', rows));
    }

    [Fact]
    public async Task Rows_of_the_real_exports_are_all_read()
    {
        foreach (var (file, rows) in (IEnumerable<(string, int)>)[("los-angeles-311/service_requests.csv", 9_989), ("st-louis-csb/2010.csv", 1_545)])
        {
            using var runner = new DataSetRunner();
            var rules = DataSet.For<int>("real").Column(static columns => columns, static columns => columns.Range(13, 22), "columns").Build();
            var report = await runner.RunAsync(rules, CsvRows.Read(Path.Combine(OutsideData.Records.Folder(""), file), static csv => csv.FieldCount), null, Cancellation);
            Assert.Equal((rows, rows, 0, 0), (report.Rows.Read, report.Rows.Checked, report.Rows.Refused, report.Rows.Failed));
        }
    }

    private RowSource<(string Name, int Number)> Source() => CsvRows.Read(_path, static csv => (csv.GetString("name"), csv.Parse<int>("number")), new CsvRowsSettings { RequiredColumns = ["name", "number"] });

    private async Task<(DataSetReport Report, ListSink Sink)> RunAsync(byte[] content, int batch = 1_024)
    {
        await File.WriteAllBytesAsync(_path, content, Cancellation);
        var sink = new ListSink();
        using var runner = new DataSetRunner(new PlatformValidationDataSetsOptions { BatchSize = batch });
        var rules = DataSet.For<(string Name, int Number)>("csv").Column(static row => row.Name, static name => name.Length(0, 1_000), "name").Build();
        return (await runner.RunAsync(rules, Source(), new DataSetRunSettings { FailedRows = sink }, Cancellation), sink);
    }
}
