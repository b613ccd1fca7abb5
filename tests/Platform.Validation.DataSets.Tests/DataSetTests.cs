using System.Globalization;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.Tests;

/// <summary>The engine against LINQ over a list.</summary>
public sealed class DataSetTests
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Property(MaxTest = 150)]
    public void A_report_says_what_linq_says(int seed)
    {
        var random = new Random(seed);
        var orders = Orders.Make(seed, random.Next(0, 400));
        var sink = new ListSink();

        var report = Run(orders, sink, random.Next(1, 100));

        var naive = NaiveOrders.Judge(orders);
        foreach (var (id, (judged, failed)) in naive)
        {
            var rule = report[id];
            Assert.Equal((id, judged, failed.Count), (id, rule.Checked, (int)rule.Failed!.Value));
            Assert.Equal(failed, sink.Rows.Where(row => row.Rule == id).Select(row => row.Row));
            Assert.Equal(failed.Count, rule.Positions?.Counts.Sum() ?? 0);
            if (judged > 0)
                Assert.Equal((double)(judged - failed.Count) / judged, rule.Share);
        }
        Assert.Equal((40, NaiveOrders.Uncovered(orders)), (report["Customer.covers"].Checked, report["Customer.covers"].Failed));
        Assert.Equal(orders.Count, report.Rows.Read);
        Assert.Equal(report.Rows.Read, report.Rows.Checked + report.Rows.Refused);
        Assert.Equal(naive.SelectMany(rule => rule.Value.Failed).Distinct().Count(), report.Rows.Failed);
        AssertColumns(orders, report);
    }

    [Property(MaxTest = 40)]
    public void Failing_rows_come_in_their_order_with_key_rule_and_value(int seed)
    {
        var orders = Orders.Make(seed, 150);
        var sink = new ListSink();
        Run(orders, sink, 32);

        Assert.Equal(sink.Rows.Select(row => row.Row).Order(), sink.Rows.Select(row => row.Row));
        Assert.All(sink.Rows, row => Assert.Equal(orders[(int)row.Row - 1].Id, row.Key));
        foreach (var row in sink.Rows.Where(row => row.Rule == "Id.unique"))
        {
            var first = orders.FindIndex(order => order.Id == orders[(int)row.Row - 1].Id) + 1;
            Assert.Equal($"came first in row {first}", row.Detail);
            Assert.Equal(orders[(int)row.Row - 1].Id, row.Value);
        }
        Assert.All(sink.Rows.Where(row => row.Rule == "Quantity.complete"), row => Assert.Null(row.Value));
    }

    [Fact]
    public void Rules_on_the_whole_are_judged_by_what_was_observed()
    {
        var orders = Orders.Make(7, 400);
        var report = Run(orders, null, 64);

        Assert.Equal(Outcome.Passed, report["row-count"].Outcome);
        Assert.Equal("400", report["row-count"].Observed);
        Assert.Equal(Outcome.Passed, report["Country.distinct-count"].Outcome);
        Assert.Equal("about 5", report["Country.distinct-count"].Observed);
        Assert.Equal(Outcome.Passed, report["Country.frequencies"].Outcome);
        Assert.Equal(Outcome.Passed, report["Placed.fresh"].Outcome);
        Assert.Equal(Outcome.Passed, report["Price.quantile"].Outcome);
        Assert.Null(report["row-count"].Checked);
    }

    [Fact]
    public void What_nobody_looked_at_is_not_checked_and_does_not_pass_as_good()
    {
        var report = Run([], null, 64);

        Assert.Equal(Outcome.NotChecked, report["Id.complete"].Outcome);
        Assert.Equal(Outcome.NotChecked, report["Placed.fresh"].Outcome);
        Assert.Equal(Outcome.NotChecked, report["Quantity.mean"].Outcome);
        Assert.Equal(Outcome.Failed, report["row-count"].Outcome);
        Assert.Equal(Outcome.Failed, report.Outcome);
    }

    /// <summary>A date that somebody mistyped must not make a table fresh for ever that stopped a year ago.</summary>
    [Fact]
    public void What_lies_in_the_future_makes_nothing_fresh()
    {
        DateTimeOffset[] stale = [Orders.Now.AddDays(-400), Orders.Now.AddYears(7_000), Orders.Now.AddMinutes(2)];

        Assert.Equal((Outcome.Failed, "400 days old"), Fresh(stale, TimeSpan.Zero));
        Assert.Equal(Outcome.Passed, Fresh(stale, TimeSpan.FromMinutes(5)).Outcome);
        Assert.Equal((Outcome.Passed, "0 minutes old"), Fresh([.. stale, Orders.Now], TimeSpan.Zero));
        Assert.Equal(Outcome.Failed, Fresh([Orders.Now.AddYears(7_000)], TimeSpan.Zero).Outcome);
        Assert.Equal(Outcome.NotChecked, Fresh([], TimeSpan.Zero).Outcome);

        (Outcome Outcome, string? Observed) Fresh(DateTimeOffset[] times, TimeSpan tolerance)
        {
            var zone = TimeZoneInfo.CreateCustomTimeZone("ahead", TimeSpan.FromHours(3), "ahead", "ahead");
            var rules = DataSet.For<DateTimeOffset>("times")
                .Column(static time => time, time => time.Fresh(TimeSpan.FromDays(1), tolerance: tolerance), "time")
                .Column(time => time.Year > 9_000 ? time.DateTime : TimeZoneInfo.ConvertTime(time, zone).DateTime, time => time.Fresh(TimeSpan.FromDays(1), zone, tolerance: tolerance), "clock")
                .Build();
            using var run = rules.Start(new DataSetRunSettings { Time = new FakeTimeProvider(Orders.Now), BatchSize = 2 });
            var report = Check(run, times);
            Assert.Equal((report["time.fresh"].Outcome, report["time.fresh"].Observed), (report["clock.fresh"].Outcome, report["clock.fresh"].Observed));
            return (report["time.fresh"].Outcome, report["time.fresh"].Observed);
        }
    }

    /// <summary>The commonest broken export is an empty one.</summary>
    [Fact]
    public void A_source_without_a_row_fails_unless_somebody_says_that_it_may_be_empty()
    {
        var rules = DataSet.For<Order>("orders").Column(static order => order.Id, static id => id.Complete());

        Assert.Equal(Outcome.Failed, Check(rules.Build().Start(), []).Outcome);
        Assert.Equal(("0", Outcome.Failed), (Check(rules.Build().Start(), [])["row-count"].Observed, Check(rules.Build().Start(), [])["row-count"].Outcome));
        Assert.Equal(Outcome.Passed, Check(rules.RowCount(0).Build().Start(), []).Outcome);
    }

    [Fact]
    public void Missing_values_may_have_words()
    {
        var rules = DataSet.For<string?>("words").Column(static word => word, static word => word.Missing("N/A", "-").Complete().OneOf(["yes"]), "word").Build();
        using var run = rules.Start();

        var report = Check(run, ["yes", "N/A", "-", "", null, "no"]);

        Assert.Equal((6, 4), (report["word.complete"].Checked, report["word.complete"].Failed));
        Assert.Equal((2, 1), (report["word.one-of"].Checked, report["word.one-of"].Failed));
    }

    [Fact]
    public void Sensitive_values_are_in_no_report_and_with_no_failing_row()
    {
        var rules = DataSet.For<string>("people").Column(static name => name, static name => name.Unique().Pattern("^x").Profile().Sensitive(), "name")
            .Column(static name => name.Length, static length => length.Range(100, 200).Profile().Sensitive()).Build();
        var sink = new ListSink();
        using var run = rules.Start();

        var report = Check(run, ["Ada Lovelace", "Ada Lovelace"], sink);

        Assert.DoesNotContain("Ada", System.Text.Encoding.UTF8.GetString(report.ToJson()) + HtmlReport.Render(report), StringComparison.Ordinal);
        Assert.Null(report.Columns[1].Minimum);
        Assert.Equal(5, sink.Rows.Count);
        Assert.All(sink.Rows, row => Assert.Equal("***", row.Value));
    }

    [Fact]
    public void Long_values_are_cut_and_never_in_the_middle_of_a_character()
    {
        var rules = DataSet.For<string>("texts").Column(static text => text, static text => text.Length(0, 3), "text").Build();
        var sink = new ListSink();
        using var run = rules.Start(new DataSetRunSettings { MaxValueLength = 5 });

        Check(run, ["abcd😀efg", "abcdefg"], sink);

        Assert.Equal(["abcd…", "abcde…"], sink.Rows.Select(row => row.Value));
    }

    [Fact]
    public void Lengths_count_code_points()
    {
        var rules = DataSet.For<string>("texts").Column(static text => text, static text => text.Length(2, 2), "text").Build();
        using var run = rules.Start();

        Assert.Equal(1, Check(run, ["😀😀", "ab", "a\uD83Dc"])["text.length"].Failed);
    }

    [Fact]
    public void A_value_that_may_be_missing_is_a_column_of_the_value_whatever_is_asked_of_it()
    {
        var report = Check(DataSet.For<Order>().Column(static order => order.Quantity, static quantity => quantity.Complete()).Column(static order => order.Placed, static _ => { }).Build().Start(), Orders.Make(1, 100));

        Assert.Equal(["integer", "time"], report.Columns.Select(column => column.Type));
        Assert.InRange(report["Quantity.complete"].Failed!.Value, 1, 99);
    }

    [Fact]
    public void A_column_takes_its_name_from_what_it_reads()
    {
        var report = Check(DataSet.For<Order>().Column(static order => order.Placed!.Value.Year, static year => year.Range(1, 2)).Column(static order => order.Id + "x", static id => id.Complete()).Build().Start(), []);

        Assert.Equal(["Year", "order.Id + \"x\""], report.Columns.Select(column => column.Name));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_when_it_is_declared()
    {
        Assert.Throws<InvalidOperationException>(() => DataSet.For<Order>().Build());
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Id, static id => id.Complete()).Column(static order => order.Id, static id => id.Unique()));
        Assert.Throws<InvalidOperationException>(() => DataSet.For<Order>().Rule("same", static _ => true).Rule("same", static _ => true).Build());
        Assert.Throws<NotSupportedException>(() => DataSet.For<Order>().Column(static order => new[] { order.Id }, static ids => ids.Complete()));
        Assert.Throws<NotSupportedException>(() => DataSet.For<Order>().Column(static order => order.Id, static id => id.Pattern("(?<=a)b")));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Id, static id => id.Pattern(new System.Text.RegularExpressions.Regex("a+a+$"))));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Quantity, static quantity => quantity.Range(2, 1)));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Quantity, static quantity => quantity.Range(null, null)));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Price, static price => price.Range(double.NaN, 1)));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Price, static price => price.Range(1, double.NaN)));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Country, static country => country.OneOf([])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.AtLeast(99.5));
        Assert.Throws<ArgumentException>(() => DataSet.For<Order>().Column(static order => order.Country, static country => country.Frequencies(new Dictionary<string, double> { ["a"] = 0.7, ["b"] = 0.7 }, 0.1)));
    }

    [Fact]
    public void A_set_of_keys_that_was_disposed_says_so_and_not_that_a_key_is_missing()
    {
        var keys = KeySet.Of([1L, 2L]);
        Assert.True(keys.Contains(1L));
        keys.Dispose();
        keys.Dispose();
        Assert.Throws<ObjectDisposedException>(() => keys.Contains(1L));
    }

    [Fact]
    public void A_value_that_holds_an_expression_up_does_not_match_and_does_not_end_the_run()
    {
        var slow = new System.Text.RegularExpressions.Regex("^(a+)+$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMilliseconds(20));
        var rules = DataSet.For<string>("texts").Column(static text => text, text => text.Pattern(slow), "text").Build();
        using var run = rules.Start();

        Assert.Equal(1, Check(run, ["aaa", new string('a', 40) + "b", "a"])["text.pattern"].Failed);
    }

    [Fact]
    public void A_file_of_values_that_hold_an_expression_up_costs_a_hundred_of_them()
    {
        var slow = new System.Text.RegularExpressions.Regex("^(a+)+$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMilliseconds(2));
        var rules = DataSet.For<string>("texts").Column(static text => text, text => text.Pattern(slow), "text").Build();
        using var run = rules.Start();
        var sink = new ListSink();

        var report = Check(run, ["b", .. Enumerable.Repeat(new string('a', 40) + "b", 20_000), "a"], sink);

        Assert.Equal((20_002, 20_002), (report["text.pattern"].Checked, report["text.pattern"].Failed));
        Assert.Equal(
            [(null, 1), ("took longer than a match may", 100), ("was not looked at: 100 values before it took longer than a match may", 19_901)],
            sink.Rows.GroupBy(row => row.Detail).Select(group => (group.Key, group.Count())));
    }

    [Fact]
    public void Several_rules_of_a_kind_are_told_apart() =>
        Assert.Equal(["readable", "Id.pattern", "Id.pattern.2", "row-count"], Check(DataSet.For<Order>().Column(static order => order.Id, static id => id.Pattern("a").Pattern("b")).Build().Start(), []).Rules.Select(rule => rule.Id));

    internal static DataSetReport Run(IReadOnlyList<Order> orders, IFailedRowSink? sink, int batch)
    {
        using var run = Orders.Rules(Customers).Start(new DataSetRunSettings { BatchSize = batch, Time = new FakeTimeProvider(Orders.Now) });
        return Check(run, orders, sink);
    }

    internal static DataSetReport Check<T>(DataSetRun<T> run, IEnumerable<T> rows, IFailedRowSink? sink = null)
    {
        // A list is read synchronously: nothing is waited for.
        // An array takes a way of its own, so both ways are gone.
        var list = rows.ToList();
        var reading = run.ReadAsync(RowSource.Of(list.Count % 2 == 0 ? list.ToArray() : (IEnumerable<T>)list).Open(), sink, Cancellation);
        Assert.True(reading.IsCompleted);
        reading.GetAwaiter().GetResult();
        return run.Report();
    }

    private static void AssertColumns(List<Order> orders, DataSetReport report)
    {
        var quantity = report.Columns.Single(column => column.Name == "Quantity");
        var values = orders.Where(order => order.Quantity is not null).Select(order => order.Quantity!.Value).ToList();
        Assert.Equal((orders.Count, values.Count), (quantity.Rows, quantity.Present));
        if (values.Count == 0)
            return;
        Assert.Equal((values.Min(), values.Max()), (int.Parse(quantity.Minimum!, CultureInfo.InvariantCulture), int.Parse(quantity.Maximum!, CultureInfo.InvariantCulture)));
        Assert.Equal(values.Average(), double.Parse(quantity.Mean!, CultureInfo.InvariantCulture), 1e-5);
        var mean = values.Average();
        Assert.Equal(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), double.Parse(quantity.StandardDeviation!, CultureInfo.InvariantCulture), 1e-5);
        Assert.Equal(values.GroupBy(value => value).Max(group => group.Count()), quantity.Frequent[0].Count);
        Assert.Equal(values.Count, quantity.Histogram!.Counts.Sum());
        if (values.Count <= 500)
            Assert.Equal(values.Order().ElementAt((int)Math.Ceiling(0.5 * values.Count) - 1).ToString(CultureInfo.InvariantCulture), quantity.Quantiles.Single(quantile => quantile.Share == 0.5).Value);
    }
}
