using System.Text;
using Platform.Validation.DataSets.Reports;
using Platform.Validation.Schema;

namespace Platform.Validation.DataSets.Tests;

public sealed class NdjsonRowsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Lines_that_cannot_be_read_are_refused_with_their_number_and_the_others_are_checked()
    {
        byte[] content =
        [
            0xEF, 0xBB, 0xBF, .. "{\"id\":\"a\"}\r\n\n   \n{\"id\":\n{\"quantity\":\"x\"}\nnull\n"u8, (byte)'"', 0xFF, (byte)'"', (byte)'\n', .. "{\"id\":\"b\"}"u8,
        ];
        var (report, sink) = await RunAsync(content, null);

        Assert.Equal((6, 2, 4), (report.Rows.Read, report.Rows.Checked, report.Rows.Refused));
        Assert.Equal([(4L, "The line cannot be read at $.id."), (5L, "The line cannot be read at $.quantity."), (6L, "The line is null."), (7L, "The line is not UTF-8.")], sink.Rows.Where(row => row.Rule == "readable").Select(row => (row.Line!.Value, row.Detail!)));
        Assert.Equal(["a", "b"], sink.Rows.Where(row => row.Rule == "Id.pattern").Select(row => row.Key!));
        Assert.Equal(8, sink.Rows[^1].Line);
    }

    [Fact]
    public async Task A_schema_judges_the_bytes_first()
    {
        var schema = JsonSchema.Compile("""{"type":"object","required":["id"],"properties":{"quantity":{"type":"integer","minimum":1}}}""");
        var (report, sink) = await RunAsync("{\"id\":\"x\"}\n{\"id\":\"x\",\"quantity\":0}\n"u8.ToArray(), schema);

        Assert.Equal(1, report.Rows.Refused);
        Assert.Equal("The line does not follow the schema: /quantity: NUMBER_TOO_SMALL: Must be at least 1.", sink.Rows[0].Detail);
    }

    [Fact]
    public async Task Lines_without_end_are_gone_past_without_being_kept()
    {
        var content = new StringBuilder().Append("{\"id\":\"x\"}\n").Append('"').Append('a', 5_000_000).Append("\"\n{\"id\":\"x\"}\n").Append('b', 2_000_000);
        var (report, sink) = await RunAsync(Encoding.UTF8.GetBytes(content.ToString()), null);

        Assert.Equal((4, 2, 2), (report.Rows.Read, report.Rows.Checked, report.Rows.Refused));
        Assert.Equal([2L, 4L], sink.Rows.Select(row => row.Line));
    }

    private async Task<(DataSetReport Report, ListSink Sink)> RunAsync(byte[] content, JsonSchema? schema)
    {
        await File.WriteAllBytesAsync(_path, content, TestContext.Current.CancellationToken);
        var sink = new ListSink();
        using var runner = new DataSetRunner();
        var rules = DataSet.For<Order>().Key(static order => order.Id).Column(static order => order.Id, static id => id.Pattern("^x")).Build();
        return (await runner.RunAsync(rules, NdjsonRows.Read(_path, OrderJson.Default.Order, schema), new DataSetRunSettings { FailedRows = sink }, TestContext.Current.CancellationToken), sink);
    }
}
