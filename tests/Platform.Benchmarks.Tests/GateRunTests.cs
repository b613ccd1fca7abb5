using System.Text.Json;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Reports;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Tests;

public sealed class GateRunTests
{
    private const string Bars = """
        one | good | - | commands | = 1 | - | -
        one | bad  | - | commands | = 1 | - | -
        two | needy | - | commands | = 1 | - | -
        """;

    private static readonly IGateArea[] TwoAreas =
    [
        new Area("one", Counting("good", () => 1), Counting("bad", () => 2)),
        new Area("two", Counting("needy", () => 1).Needing(Servers.Redis)),
    ];

    [Fact]
    public async Task Every_row_is_judged_in_order()
        => Assert.Equal([Verdict.Pass, Verdict.Missed, Verdict.Skipped], (await RunAsync(new())).Select(line => line.Judgement.Verdict));

    [Fact]
    public async Task A_server_that_is_there_is_used()
    {
        var lines = await RunAsync(new() { Areas = ["two"] }, static name => name == ServerAddresses.RedisVariable ? "localhost" : null);

        Assert.Equal(Verdict.Pass, Assert.Single(lines).Judgement.Verdict);
    }

    [Fact]
    public async Task A_skipped_row_says_why_and_fails_where_all_are_required()
    {
        var judgement = (await RunAsync(new() { Areas = ["two"], RequireAll = true }))[0].Judgement;

        Assert.True(judgement.Fails);
        Assert.Equal("needs Redis", judgement.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_needs_the_full_form_is_passed_over_in_the_quick_one(bool isQuick)
    {
        IGateArea[] areas = [new Area("a", Counting("large", () => 1).InFullForm())];
        var run = new GateRun(areas, BarsFile.Parse("a | large | - | commands | = 1 | - | -"), new() { Ci = isQuick, RequireAll = true }, _ => null);

        var line = Assert.Single(await run.RunAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));

        Assert.Equal(isQuick ? Verdict.Skipped : Verdict.Pass, line.Judgement.Verdict);
        Assert.False(line.Judgement.Fails);
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_measured()
        => Assert.Equal("bad", Assert.Single(await RunAsync(new() { Areas = ["one"], Row = "BA" })).Line.Row);

    [Fact]
    public void What_is_not_there_cannot_be_asked_for()
    {
        Assert.Throws<UsageException>(() => Run(new() { Areas = ["three"] }));
        Assert.Throws<UsageException>(() => Run(new() { Row = "none" }));
    }

    [Fact]
    public void Bars_of_areas_that_were_not_asked_for_must_fit_too()
    {
        var bars = BarsFile.Parse($"{Bars}\ntwo | gone | - | time | <= 1 s | - | -");

        Assert.Throws<BarsException>(() => new GateRun(TwoAreas, bars, new() { Areas = ["one"] }, _ => null));
    }

    [Fact]
    public async Task A_row_that_throws_does_not_hide_the_others()
    {
        IGateArea[] areas = [new Area("a", Counting("broken", () => throw new TimeoutException("too late")), Counting("good", () => 1))];
        var run = new GateRun(areas, BarsFile.Parse("a | broken | - | commands | = 1 | - | -\na | good | - | commands | = 1 | - | -"), new(), _ => null);

        var lines = await run.RunAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Broken, "TimeoutException: too late"), (lines[0].Judgement.Verdict, lines[0].Judgement.Reason));
        Assert.Equal(Verdict.Pass, lines[1].Judgement.Verdict);
    }

    [Fact]
    public async Task One_missed_bar_shuts_the_gate()
    {
        Assert.False(Report(await RunAsync(new())).Passed);
        Assert.True(Report(await RunAsync(new() { Row = "good" })).Passed);
    }

    [Fact]
    public async Task The_summary_counts_all() => Assert.Equal("1 passed, 1 missed, 1 skipped: the gate is shut", Report(await RunAsync(new())).Summary);

    [Fact]
    public async Task The_json_report_holds_every_line()
    {
        var lines = JsonDocument.Parse(JsonReport.Write(Report(await RunAsync(new())))).RootElement.GetProperty("lines");

        Assert.Equal(["pass", "missed", "skipped"], lines.EnumerateArray().Select(line => line.GetProperty("verdict").GetString()));
        Assert.Equal(2, lines[1].GetProperty("ours").GetDouble());
        Assert.Equal("= 1", lines[1].GetProperty("bar").GetString());
    }

    [Fact]
    public async Task The_markdown_report_has_the_same_columns_everywhere()
    {
        var rows = MarkdownReport.Write(Report(await RunAsync(new()))).Split('\n').Where(line => line.StartsWith('|')).ToArray();

        Assert.Equal(2 * 2 + 3, rows.Length);
        Assert.All(rows, row => Assert.Equal(11, row.Count(character => character == '|')));
    }

    private static GateReport Report(IReadOnlyList<JudgedLine> lines) => new(new("cpu", 2, "system", "runtime", DateTimeOffset.UnixEpoch, null), false, lines);

    private static GateRun Run(GateOptions options, Func<string, string?>? environment = null)
        => new(TwoAreas, BarsFile.Parse(Bars), options, environment ?? (_ => null));

    private static async Task<List<JudgedLine>> RunAsync(GateOptions options, Func<string, string?>? environment = null)
        => await Run(options, environment).RunAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private static GateRow Counting(string name, Func<double> count) => GateRow.Quantity(name, "commands", "", Noise.None, _ => new ValueTask<double>(count()));

    private sealed class Area(string name, params GateRow[] rows) : IGateArea
    {
        public string Name => name;

        public IEnumerable<GateRow> Rows() => rows;
    }
}
