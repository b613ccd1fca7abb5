using System.Diagnostics.Metrics;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Testing;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.Tests.Runs;

public sealed class DataSetRunnerTests : IDisposable
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);

    /// <summary>Estimates differ by a hair from key to key, and two runs are compared.</summary>
    private static readonly Guid HashKey = new("0c2c6c1c-4f0e-4f3e-8a55-0d9c7a0a1b2c");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-runner-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Failed => Path.Combine(_folder.FullName, "failed.ndjson");

    private string Checkpoint => Path.Combine(_folder.FullName, "run.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    [Property(MaxTest = 15)]
    public async Task A_run_that_is_stopped_anywhere_ends_as_if_it_had_not_been(int seed)
    {
        var random = new Random(seed);
        var orders = Orders.Make(seed, 900);
        using var runner = Runner(batch: 37);
        var expected = await RunAsync(runner, orders);
        var expectedRows = await File.ReadAllTextAsync(Failed, Cancellation);

        for (var stops = 0; stops < 4; stops++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var at = random.Next(1, 899);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(runner, Stopping(orders, at, stop), stop.Token));
            Assert.True(File.Exists(Checkpoint));
            // What a killed run wrote after its checkpoint.
            await File.AppendAllTextAsync(Failed, "{\"row\":1,\"ru", Cancellation);
        }
        var actual = await RunAsync(runner, orders);

        Assert.Equal((expected with { Elapsed = default }).ToJson(), (actual with { Elapsed = default }).ToJson());
        Assert.Equal(expectedRows, await File.ReadAllTextAsync(Failed, Cancellation));
        Assert.False(File.Exists(Checkpoint));
    }

    [Fact]
    public async Task Failing_rows_are_lines_of_json()
    {
        using var runner = Runner();
        await RunAsync(runner, [new Order("x\"y\u2028", null, 500, null, null, null, null, null)]);

        var lines = await File.ReadAllLinesAsync(Failed, Cancellation);
        Assert.Equal("""{"row":1,"key":"x\"y\u2028","rule":"Email.complete","column":"Email"}""", lines[0]);
        Assert.Equal("""{"row":1,"key":"x\"y\u2028","rule":"Quantity.range","column":"Quantity","value":"500"}""", lines[1]);
        Assert.All(lines, line => System.Text.Json.JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_checkpoint_is_not_taken_for_another_source()
    {
        var path = Path.Combine(_folder.FullName, "orders.ndjson");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 100).Select(i => $$"""{"id":"o{{i}}"}"""), Cancellation);
        using var runner = Runner(batch: 10);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var progress = new Direct(() => stop.Cancel());
        var settings = new DataSetRunSettings { CheckpointPath = Checkpoint, Progress = progress };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(Orders.Rules(Customers), NdjsonRows.Read(path, OrderJson.Default.Order), settings, stop.Token));

        await File.AppendAllTextAsync(path, "{\"id\":\"late\"}\n", Cancellation);

        var refused = await Assert.ThrowsAsync<CheckpointException>(() => runner.RunAsync(Orders.Rules(Customers), NdjsonRows.Read(path, OrderJson.Default.Order), settings, Cancellation));
        Assert.Contains("another source", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_and_metrics_tell_how_far_a_run_has_come()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Platform.Validation.DataSets")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (named.GetValueOrDefault("platform.dataset.name") == "progress")
            {
                var key = $"{instrument.Name} {named.GetValueOrDefault("platform.dataset.outcome") ?? named.GetValueOrDefault("platform.dataset.rule")}";
                counted[key] = counted.GetValueOrDefault(key) + value;
            }
        });
        listener.Start();
        var told = new List<DataSetProgress>();
        using var runner = Runner(batch: 10, progressEvery: 30);
        var rules = DataSet.For<int>("progress").Column(static number => number, static number => number.Range(1, 90), "number").Build();

        await runner.RunAsync(rules, RowSource.Of(Enumerable.Range(0, 100)), new DataSetRunSettings { Progress = new Direct<DataSetProgress>(told.Add) }, Cancellation);

        Assert.Equal([30, 60, 90, 100], told.Select(progress => progress.RowsRead));
        Assert.Equal(10, told[^1].RowsFailed);
        Assert.Equal((90, 10, 10), (counted["platform.dataset.rows passed"], counted["platform.dataset.rows failed"], counted["platform.dataset.rule.failures number.range"]));
    }

    [Fact]
    public void Memory_does_not_grow_with_sound_rows()
    {
        var rules = DataSet.For<int>("numbers").Column(static number => number, static number => number.Complete().Range(0, int.MaxValue).Mean(0, 1e9).Profile(), "number").Build();
        using var run = rules.Start();
        Read(100_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read(400_000);

        // The candidates for the most frequent value are thrown out again and again.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);

        void Read(int rows)
        {
            var reading = run.ReadAsync(RowSource.Of(Enumerable.Range(0, rows)).Open(), null, Cancellation);
            Assert.True(reading.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public void A_sound_row_allocates_nothing()
    {
        Assert.SkipUnless(AllocationMeter.IsOptimized(typeof(DataSetRun<>).Assembly), "a debug build");
        var rules = DataSet.For<Order>("orders")
            .Column(static order => order.Id, static id => id.Complete().Length(1, 9).Pattern("^o").OneOf(["o1"]))
            .Column(static order => order.Quantity, static quantity => quantity.Complete().Range(1, 9).Satisfies("odd", static number => number % 2 == 1))
            .Rule("both", static order => order.Id is not null && order.Quantity is not null).Build();
        using var run = rules.Start(new DataSetRunSettings { BatchSize = 16 });
        var order = new Order("o1", null, 7, null, null, null, null, null);
        var reader = new Endless(order);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            var reading = run.ReadBatchAsync(reader, null, CancellationToken.None);
            if (!reading.IsCompletedSuccessfully || !reading.Result || run.RowsFailed > 0)
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public async Task What_a_run_without_a_checkpoint_keeps_on_disk_is_gone_when_it_dies()
    {
        using var runner = new DataSetRunner(new PlatformValidationDataSetsOptions { MaxKeysInMemory = 20, BatchSize = 16 }, new Sqlite.SqliteKeyStorage(_folder.FullName));
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.RunAsync(Orders.Rules(Customers), RowSource.Of(Dying(Orders.Make(1, 300))), null, Cancellation));
        Assert.Empty(_folder.GetFiles("*.db"));
    }

    private static IEnumerable<Order> Dying(IEnumerable<Order> orders)
    {
        foreach (var order in orders)
            yield return order;
        throw new InvalidOperationException("the query died");
    }

    private static IEnumerable<Order> Stopping(List<Order> orders, int at, CancellationTokenSource stop)
    {
        for (var i = 0; i < orders.Count; i++)
        {
            if (i == at)
                stop.Cancel();
            yield return orders[i];
        }
    }

    private static DataSetRunner Runner(int batch = 1_024, long progressEvery = 50) => new(
        new PlatformValidationDataSetsOptions { BatchSize = batch, CheckpointEvery = 100, ProgressEvery = progressEvery }, null, new FakeTimeProvider(Orders.Now));

    private async Task<DataSetReport> RunAsync(DataSetRunner runner, IEnumerable<Order> orders, CancellationToken? stop = null)
    {
        await using var sink = NdjsonFailedRows.Open(Failed);
        return await runner.RunAsync(Orders.Rules(Customers), RowSource.Of(orders), new DataSetRunSettings { FailedRows = sink, CheckpointPath = Checkpoint, HashKey = HashKey }, stop ?? Cancellation);
    }

    private sealed class Direct(Action told) : IProgress<DataSetProgress>
    {
        public void Report(DataSetProgress value) => told();
    }

    private sealed class Direct<T>(Action<T> told) : IProgress<T>
    {
        public void Report(T value) => told(value);
    }

    private sealed class Endless(Order order) : RowReader<Order>
    {
        public override ValueTask<bool> ReadAsync(RowBatch<Order> batch, CancellationToken cancellationToken)
        {
            for (var i = 0; i < 16; i++)
                batch.Add(order);
            return new(true);
        }
    }
}
