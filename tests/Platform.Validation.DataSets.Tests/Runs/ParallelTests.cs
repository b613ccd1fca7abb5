using System.Globalization;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Sqlite;

namespace Platform.Validation.DataSets.Tests.Runs;

/// <summary>The number of threads changes how long a run takes and nothing else.</summary>
public sealed class ParallelTests : IDisposable
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);
    private static readonly Guid HashKey = new("0c2c6c1c-4f0e-4f3e-8a55-0d9c7a0a1b2c");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-parallel-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Property(MaxTest = 25)]
    public void A_report_and_the_failing_rows_are_the_same_on_any_number_of_threads(int seed)
    {
        var random = new Random(seed);
        var orders = Orders.Make(seed, random.Next(500, 4_000));
        var spill = random.Next(3) == 0 ? 100 : 1_000_000;
        var (one, many) = (Run(1), Run(random.Next(2, 9)));

        Assert.Equal(one.Report, many.Report);
        Assert.Equal(one.Rows, many.Rows);
        Assert.True(one.Checkpoint.SequenceEqual(many.Checkpoint));

        (string Report, List<FailedRow> Rows, byte[] Checkpoint) Run(int degree)
        {
            var sink = new ListSink();
            using var run = Orders.Rules(Customers).Start(new DataSetRunSettings
            {
                BatchSize = 256,
                HashKey = HashKey,
                Time = new FakeTimeProvider(Orders.Now),
                MaxKeysInMemory = spill,
                KeyStorage = new SqliteKeyStorage(_folder.FullName),
                MaxDegreeOfParallelism = degree,
            });
            var report = DataSetTests.Check(run, orders, sink);
            using var saved = new MemoryStream();
            run.Save(saved);
            run.DeleteKeys();
            // Behind the name of the run, which is its own.
            return (System.Text.Encoding.UTF8.GetString((report with { Elapsed = TimeSpan.Zero }).ToJson()), sink.Rows, saved.ToArray()[400..]);
        }
    }

    [Fact]
    public void What_a_rule_throws_comes_out_whichever_thread_it_was_on_and_the_first_of_several()
    {
        for (var trial = 0; trial < 50; trial++)
        {
            var rules = DataSet.For<int>("numbers")
                .Column(static number => number, static number => number.Complete(), "sound")
                .Column(static number => number, static number => number.Satisfies("first", static value => value < 600 ? true : throw new InvalidTimeZoneException("first")), "first")
                .Column(static number => number, static number => number.Satisfies("second", static value => value < 600 ? true : throw new InvalidTimeZoneException("second")), "second")
                .Build();
            using var run = rules.Start(new DataSetRunSettings { MaxDegreeOfParallelism = 4 });

            Assert.Equal("first", Assert.Throws<InvalidTimeZoneException>(() => DataSetTests.Check(run, Enumerable.Range(0, 1_000))).Message);
        }
    }

    [Fact]
    public void The_culture_of_the_caller_is_that_of_the_rules()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var columns = DataSet.For<double>("numbers");
            for (var i = 0; i < 20; i++)
                columns.Column(static number => number.ToString("0.0", CultureInfo.CurrentCulture), static text => text.OneOf(["1,5"]), $"c{i}");
            using var run = columns.Build().Start(new DataSetRunSettings { MaxDegreeOfParallelism = 8 });

            Assert.Equal(Outcome.Passed, DataSetTests.Check(run, Enumerable.Repeat(1.5, 20_000)).Outcome);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Each_part_of_each_batch_is_done_once_by_one_thread()
    {
        var (done, running) = (new int[13], new int[13]);
        var together = 0;
        var crew = new CheckCrew(13, 4, TimeProvider.System, part =>
        {
            if (Interlocked.Increment(ref running[part]) > 1)
                Interlocked.Increment(ref together);
            done[part]++;
            Thread.SpinWait(part * 20);
            Interlocked.Decrement(ref running[part]);
        });

        for (var batch = 1; batch <= 3_000; batch++)
        {
            crew.Check(1_000);
            Assert.All(done, times => Assert.Equal(batch, times));
        }
        Assert.Equal(0, together);
    }

    [Fact]
    public void Where_the_pool_gives_no_thread_the_caller_does_everything()
    {
        // As many threads as the pool has are held up, and then some that it would have to make.
        using var gate = new ManualResetEventSlim();
        using var held = new CountdownEvent(Environment.ProcessorCount * 4);
        for (var i = 0; i < Environment.ProcessorCount * 4; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                gate.Wait();
                held.Signal();
            }, null);
        }
        var done = 0;
        var crew = new CheckCrew(5, 4, TimeProvider.System, _ => Interlocked.Increment(ref done));

        for (var batch = 0; batch < 100; batch++)
            crew.Check(1_000);

        Assert.Equal(500, done);
        gate.Set();
        held.Wait(TestContext.Current.CancellationToken);
    }
}
