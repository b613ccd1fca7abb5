using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Platform.Validation.DataSets.Csv;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.Tests.Runs;

/// <summary>What is sensitive leaves a run by no door: not the report, not the failing rows, not the checkpoint, not a message.</summary>
public sealed class SensitiveValuesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-sensitive-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_observed_of_a_sensitive_column_as_a_whole_is_not_told()
    {
        var rules = DataSet.For<Person>("people")
            .Column(static person => person.Salary, static salary => salary.Mean(0, 1).StandardDeviation(1, 2).Quantile(1, 0, 1).DistinctCount(5, 6).Sensitive())
            .Column(static person => person.Born, static born => born.Fresh(TimeSpan.FromDays(1)).Sensitive())
            .Build();
        using var run = rules.Start(new DataSetRunSettings { Time = new FakeTimeProvider(Orders.Now) });

        var report = DataSetTests.Check(run, People());

        var text = Encoding.UTF8.GetString(report.ToJson()) + HtmlReport.Render(report);
        Assert.DoesNotContain("987654", text, StringComparison.Ordinal);
        Assert.DoesNotContain("987,654", text, StringComparison.Ordinal);
        foreach (var rule in (string[])["Salary.mean", "Salary.standard-deviation", "Salary.quantile", "Born.fresh"])
            Assert.Equal((rule, Outcome.Failed, "***"), (rule, report[rule].Outcome, report[rule].Observed));
        // How many there are says of none what it is.
        Assert.Equal("about 1", report["Salary.distinct-count"].Observed);
    }

    [Fact]
    public void The_known_values_of_a_sensitive_column_stand_in_no_report()
    {
        var rules = DataSet.For<Person>("people").Column(static person => person.Name, static name => name.OneOf(["Grace Hopper", "Alan Turing"]).Sensitive()).Build();
        using var run = rules.Start();

        var report = DataSetTests.Check(run, People());

        Assert.Equal("Name is one of 2 values", report["Name.one-of"].Description);
        Assert.DoesNotContain("Hopper", Encoding.UTF8.GetString(report.ToJson()) + HtmlReport.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_holds_no_sensitive_value()
    {
        var rules = DataSet.For<Person>("people")
            .Column(static person => person.Name, static name => name.Unique().Profile().Sensitive())
            .Column(static person => person.Salary, static salary => salary.Range(1, 5).Profile().Sensitive())
            .Build();
        using var run = rules.Start();
        DataSetTests.Check(run, People());
        using var saved = new MemoryStream();

        run.Save(saved);

        var bytes = saved.ToArray();
        Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes("Ada Lovelace")) < 0);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(number, 987_654_321);
        Assert.True(bytes.AsSpan().IndexOf(number[..4]) < 0);
        BinaryPrimitives.WriteDoubleLittleEndian(number, 987_654_321);
        Assert.True(bytes.AsSpan().IndexOf(number) < 0);
    }

    [Fact]
    public async Task A_field_that_cannot_be_read_is_refused_in_words_of_our_own()
    {
        var path = Path.Combine(_folder.FullName, "people.csv");
        await File.WriteAllTextAsync(path, $"name,salary\na,secret-number\nb,99999999999999\nc,{new string('7', 20_000)}x\n", Cancellation);
        var sink = new ListSink();
        using var runner = new DataSetRunner();
        var rules = DataSet.For<int>("people").Column(static salary => salary, static salary => salary.Sensitive(), "salary").Build();

        await runner.RunAsync(rules, CsvRows.Read(path, static csv => int.Parse(csv.GetString("salary"), System.Globalization.CultureInfo.InvariantCulture)), new DataSetRunSettings { FailedRows = sink }, Cancellation);

        Assert.Equal(3, sink.Rows.Count);
        Assert.All(sink.Rows, row =>
        {
            Assert.DoesNotContain("secret", row.Detail!, StringComparison.Ordinal);
            Assert.DoesNotContain("777", row.Detail!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_reason_of_a_source_is_cut_like_a_value()
    {
        var sink = new ListSink();
        using var run = DataSet.For<int>("numbers").Column(static number => number, static number => number.Complete(), "number").Build().Start(new DataSetRunSettings { MaxValueLength = 20 });

        var reading = run.ReadAsync(new Refusing(), sink, Cancellation);

        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Equal(new string('x', 20) + "…", Assert.Single(sink.Rows).Detail);
    }

    [Fact]
    public async Task Files_of_a_run_are_for_its_user_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes");
            return;
        }
        var (checkpoint, failed) = (Path.Combine(_folder.FullName, "run.checkpoint"), Path.Combine(_folder.FullName, "failed.ndjson"));
        await using var sink = NdjsonFailedRows.Open(failed);
        using var runner = new DataSetRunner(new PlatformValidationDataSetsOptions { BatchSize = 2 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var rules = DataSet.For<Person>("people").Column(static person => person.Salary, static salary => salary.Range(1, 5)).Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(rules, RowSource.Of(Stopping(stop)), new DataSetRunSettings { CheckpointPath = checkpoint, FailedRows = sink }, stop.Token));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(checkpoint));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(failed));
    }

    [Fact]
    public void The_secret_of_a_run_does_not_stand_in_a_log_of_its_settings()
    {
        var settings = new DataSetRunSettings { HashKey = new Guid("0c2c6c1c-4f0e-4f3e-8a55-0d9c7a0a1b2c"), FirstRow = 17 };

        Assert.DoesNotContain("0c2c6c1c", settings.ToString(), StringComparison.Ordinal);
        Assert.Contains("FirstRow = 17", settings.ToString(), StringComparison.Ordinal);
    }

    private static Person[] People() => [.. Enumerable.Repeat(new Person("Ada Lovelace", 987_654_321, new DateTimeOffset(1987, 6, 5, 4, 3, 2, TimeSpan.Zero)), 10)];

    private static IEnumerable<Person> Stopping(CancellationTokenSource stop)
    {
        foreach (var person in People())
        {
            yield return person;
            stop.Cancel();
        }
    }

    private sealed record Person(string Name, int Salary, DateTimeOffset Born);

    private sealed class Refusing : RowReader<int>
    {
        public override ValueTask<bool> ReadAsync(RowBatch<int> batch, CancellationToken cancellationToken)
        {
            batch.Refuse(new string('x', 100_000));
            return new(false);
        }
    }
}
