using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Platform.Validation.DataSets.Csv;
using Platform.Validation.DataSets.Reports;
using Platform.Validation.Schema;

namespace Platform.Validation.DataSets.Tests;

/// <summary>One row of a file, whatever is in it, costs itself: not the run, and not the memory of the machine.</summary>
public sealed partial class HostileRowsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string, Func<CsvHelper.CsvReader, int>> Mappings => new()
    {
        { "a number too large, read by the library", static csv => csv.Parse<int>("number") },
        { "a number too large, read by hand", static csv => int.Parse(csv.GetString("number"), CultureInfo.InvariantCulture) },
        { "a day that is none", static csv => csv.GetString("number") == "99999999999" ? new DateOnly(2026, 2, 30).Day : 1 },
        { "a guard of a constructor", static csv => csv.GetString("number") == "99999999999" ? throw new ArgumentException("secret") : 1 },
        { "a cast that fails", static csv => csv.GetString("number") == "99999999999" ? (int)(object)"secret" : 1 },
    };

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task A_field_that_does_not_fit_costs_its_row(string what, Func<CsvHelper.CsvReader, int> map)
    {
        var (report, sink) = await RunAsync("number\n1\n99999999999\n3\n", map);

        Assert.True((3, 2, 1) == (report.Rows.Read, report.Rows.Checked, report.Rows.Refused), $"{what}: {report.Rows}");
        Assert.Equal((2L, 3L), (sink.Rows[0].Row, sink.Rows[0].Line!.Value));
        Assert.DoesNotContain("secret", sink.Rows[0].Detail!, StringComparison.Ordinal);
        Assert.DoesNotContain("99999999999", sink.Rows[0].Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_program_ends_the_run_and_says_where()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("number\n1\n2\n", static csv => csv.GetString("number") == "2" ? throw new TimeZoneNotFoundException("a bug") : 1));

        Assert.Contains("line 3", fault.Message, StringComparison.Ordinal);
        Assert.IsType<TimeZoneNotFoundException>(fault.InnerException);
    }

    [Fact]
    public async Task A_line_whose_type_refuses_it_costs_its_row()
    {
        var (report, sink) = await ReadAsync("{\"code\":\"four\"}\n{\"code\":\"not four\"}\n{\"code\":\"five\"}\n");

        Assert.Equal((3, 2, 1), (report.Rows.Read, report.Rows.Checked, report.Rows.Refused));
        Assert.Equal(2, sink.Rows[0].Line);
        Assert.DoesNotContain("secret", sink.Rows[0].Detail!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"code":"four","code":"five"}""", false)]
    [InlineData("""{"code":"four","CODE":"evil"}""", true)]
    [InlineData("""{"CODE":"evil"}""", true)]
    [InlineData("""{"code":"four","CODE":"evil"}""", false)]
    public async Task A_name_that_comes_twice_or_in_other_letters_does_not_get_past(string line, bool withSchema)
    {
        var schema = withSchema ? JsonSchema.Compile("""{"properties":{"code":{"const":"four"}}}""") : null;

        var (_, sink) = await ReadAsync(line + "\n", schema, static code => code.OneOf(["four"]));

        Assert.DoesNotContain(sink.Rows, row => row.Value == "evil");
        Assert.True(withSchema || sink.Rows is [{ Rule: "readable" }]);
    }

    [Fact]
    public async Task A_batch_ends_by_its_bytes_as_well()
    {
        var row = new string('x', 200_000);
        await File.WriteAllTextAsync(_path, "name\n" + string.Concat(Enumerable.Repeat(row + "\n", 100)), Cancellation);
        Assert.InRange(await MostAsync(CsvRows.Read(_path, static csv => csv.GetString("name")).Open()), 1, 22);

        await File.WriteAllTextAsync(_path, string.Concat(Enumerable.Repeat($"{{\"code\":\"four\",\"more\":\"{row}\"}}\n", 100)), Cancellation);
        Assert.InRange(await MostAsync(NdjsonRows.Read(_path, GuardedJson.Default.Coded).Open()), 1, 22);
    }

    /// <summary>Reads a source of a hundred rows to its end, into batches with room for all of them, and says how many came at most at once.</summary>
    private static async Task<int> MostAsync<T>(RowReader<T> reader)
    {
        await using var closing = reader;
        var batch = new RowBatch<T>(1_024);
        var (most, all, more) = (0, 0, true);
        while (more)
        {
            batch.Begin(1 + all, 1_024);
            more = await reader.ReadAsync(batch, Cancellation);
            most = Math.Max(most, batch.Count);
            all += batch.Count;
            Assert.Empty(batch.Refused);
        }
        Assert.Equal(100, all);
        return most;
    }

    private async Task<(DataSetReport Report, ListSink Sink)> RunAsync(string content, Func<CsvHelper.CsvReader, int> map)
    {
        await File.WriteAllTextAsync(_path, content, Cancellation);
        var sink = new ListSink();
        using var runner = new DataSetRunner();
        var rules = DataSet.For<int>("numbers").Column(static number => number, static number => number.Complete(), "number").Build();
        return (await runner.RunAsync(rules, CsvRows.Read(_path, map), new DataSetRunSettings { FailedRows = sink }, Cancellation), sink);
    }

    private async Task<(DataSetReport Report, ListSink Sink)> ReadAsync(string content, JsonSchema? schema = null, Action<Column<string>>? rule = null)
    {
        await File.WriteAllTextAsync(_path, content, new UTF8Encoding(false), Cancellation);
        var sink = new ListSink();
        using var runner = new DataSetRunner();
        var rules = DataSet.For<Coded>("codes").Column(static row => row.Code, rule ?? (static code => code.Complete())).Build();
        return (await runner.RunAsync(rules, NdjsonRows.Read(_path, GuardedJson.Default.Coded, schema), new DataSetRunSettings { FailedRows = sink }, Cancellation), sink);
    }

    internal sealed record Coded
    {
        public Coded(string? code) => Code = code is null || code.Length == 4 ? code : throw new ArgumentException("secret words", nameof(code));

        public string? Code { get; }
    }

    [JsonSerializable(typeof(Coded))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
    internal sealed partial class GuardedJson : JsonSerializerContext;
}
