namespace Platform.Validation.DataSets.Tests.Runs;

/// <summary>Rows that are read while those before them are checked.</summary>
public sealed class ReadAheadTests
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);

    private static readonly Guid HashKey = new("7b0ad0e6-5b52-4c0e-9d2c-1d1a3f0b9c11");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task The_report_is_the_same_and_nobody_reads_twice_at_once(int threads)
    {
        var orders = Orders.Make(7, 2_000);
        using var expected = Run(1);
        await using var plain = new Shelf(orders, canReadAhead: false);
        await expected.ReadAsync(plain, null, Cancellation);

        using var run = Run(threads);
        await using var reader = new Shelf(orders, canReadAhead: true);
        await run.ReadAsync(reader, null, Cancellation);

        Assert.Equal(Told(expected), Told(run));
        Assert.Equal((false, 0), (reader.WasReadTwiceAtOnce, reader.Reading));
    }

    /// <summary>What was read ahead belongs to whoever goes on with the reader.</summary>
    [Fact]
    public async Task A_run_that_is_stopped_and_goes_on_with_its_reader_loses_no_row()
    {
        var orders = Orders.Make(8, 2_000);
        using var expected = Run(1);
        await using var plain = new Shelf(orders, canReadAhead: false);
        await expected.ReadAsync(plain, null, Cancellation);

        using var run = Run(2);
        await using var reader = new Shelf(orders, canReadAhead: true);
        for (var at = 300; at <= 1_500; at += 300)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            reader.StopAt = (at, stop);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ReadAsync(reader, null, stop.Token));
            // Closed by now or not: nobody is in it.
            Assert.Equal(0, reader.Reading);
        }
        await run.ReadAsync(reader, null, Cancellation);

        Assert.Equal(Told(expected), Told(run));
    }

    [Fact]
    public async Task Damage_that_is_met_ahead_is_told_after_the_rows_before_it()
    {
        using var run = Run(2);
        await using var reader = new Shelf(Orders.Make(9, 500), canReadAhead: true) { IsDamaged = true };

        await Assert.ThrowsAsync<DamagedSourceException>(() => run.ReadAsync(reader, null, Cancellation));

        Assert.Equal(500, run.RowsChecked);
        Assert.Equal("The shelf is broken.", run.Report().Damage);
    }

    private static DataSetRun<Order> Run(int threads) => Orders.Rules(Customers).Start(new DataSetRunSettings
    {
        BatchSize = 64,
        MaxDegreeOfParallelism = threads,
        HashKey = HashKey,
        Now = Orders.Now,
    });

    private static string Told(DataSetRun<Order> run) => System.Text.Encoding.UTF8.GetString((run.Report() with { Elapsed = default }).ToJson());

    private sealed class Shelf(IReadOnlyList<Order> orders, bool canReadAhead) : RowReader<Order>
    {
        private int _at;
        private int _reading;

        public override bool CanReadAhead => canReadAhead;

        public bool WasReadTwiceAtOnce { get; private set; }

        public int Reading => Volatile.Read(ref _reading);

        public bool IsDamaged { get; init; }

        public (int Row, CancellationTokenSource Stop)? StopAt { get; set; }

        public override async ValueTask<bool> ReadAsync(RowBatch<Order> batch, CancellationToken cancellationToken)
        {
            WasReadTwiceAtOnce |= Interlocked.Increment(ref _reading) != 1;
            try
            {
                // As a file does: some other time, on some thread.
                await Task.Yield();
                while (!batch.IsFull && _at < orders.Count)
                {
                    batch.Add(orders[_at++]);
                    if (StopAt is var (row, stop) && row == _at)
                        await stop.CancelAsync();
                }
                return _at < orders.Count || (IsDamaged ? throw new DamagedSourceException("The shelf is broken.") : false);
            }
            finally
            {
                Interlocked.Decrement(ref _reading);
            }
        }
    }
}
