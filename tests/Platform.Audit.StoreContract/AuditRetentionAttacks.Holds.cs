using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <content>Holds, where somebody takes a checkpoint back, copies what was signed, or is slow.</content>
public abstract partial class AuditRetentionContract
{
    /// <summary>The checkpoint in the store is his who has the database, too: without it nothing would be compared behind it.</summary>
    [Theory]
    [InlineData("before a host comes")]
    [InlineData("while a host has the log")]
    public async Task Whoever_takes_the_checkpoint_back_hides_no_hold_behind_it(string when)
    {
        long placed, reported;
        await using (var log = await StartAsync(Store))
        {
            reported = (await ReportAsync(log, "resident:1", "ada@example.com")).Index;
            placed = (await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("h") { First = 0 }, cancellationToken: Cancellation)).Index;
            await FillAsync(log, 600);
            await log.Log.GetCheckpointAsync(Cancellation);
            await log.StopAsync();
        }
        if (when == "before a host comes")
            await HideAsync();
        await using var later = await StartAsync(OpenAnother());
        if (when != "before a host comes")
        {
            await later.Log.GetCheckpointAsync(Cancellation);
            await HideAsync();
        }

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await later.Service<IAuditHolds>().ReadAsync(Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await later.Service<IAuditPersonalData>().EraseSubjectAsync("resident:1", cancellationToken: Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await later.Service<IAuditPersonalData>().EraseAsync(reported, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await later.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        Assert.Null(Assert.Single(await ((IAuditPersonalStore)Store).ReadPersonalAsync(reported, reported + 1, Cancellation)).ErasedBy);

        async Task HideAsync()
        {
            await TakeBackCheckpointAsync();
            await ChangeRecordAsync(placed);
        }
    }

    /// <summary>What was signed before the log begins now was released, or the log would not begin there.</summary>
    [Fact]
    public async Task A_copy_of_a_hold_that_was_released_holds_nothing_when_both_were_dropped()
    {
        ReadOnlyMemory<byte> earlier;
        await using (var log = await StartAsync(Store))
        {
            var holds = log.Service<IAuditHolds>();
            earlier = (await log.Log.ReadAsync((await holds.PlaceAsync(new AuditHold("h") { First = 0 }, cancellationToken: Cancellation)).Index, Cancellation)).ToArray();
            await holds.ReleaseAsync("h", cancellationToken: Cancellation);
            await FillAsync(log, 600);
            Assert.Equal(512, (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);
            await log.StopAsync();
        }
        await AddAsync(_ => earlier.ToArray());

        await using var later = await StartAsync(OpenAnother());

        Assert.Empty(await later.Service<IAuditHolds>().ReadAsync(Cancellation));
        await FillAsync(later, 1_100);
        Assert.Equal(1_024, (await later.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);
    }

    /// <summary>It would be taken for such a copy, so it is signed anew.</summary>
    [Fact]
    public async Task A_hold_that_was_on_its_way_while_records_were_dropped_holds_all_the_same()
    {
        // It does not look by itself for what others leave.
        await using var log = await TestLog.StartAsync(Store, Key, static options => options.IntakeInterval = TimeSpan.FromMinutes(1));
        await FillAsync(log, 400);
        await using var elsewhere = await StartAsync(OpenAnother());
        while (!elsewhere.Service<AuditLog>().IsElsewhere)
            await Task.Yield();
        var placing = elsewhere.Service<IAuditHolds>().PlaceAsync(new AuditHold("case-17") { First = 550 }, cancellationToken: Cancellation).AsTask();
        while ((await ((IAuditInspectedStore)Store).ReadIntakeRowsAsync(long.MinValue, 100, Cancellation)).All(static row => row.Record.Span.IndexOf("case-17"u8) < 0))
            await Task.Yield();
        await FillAsync(log, 600);
        Assert.Equal(512, (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);

        while (!placing.IsCompleted)
        {
            log.Service<AuditLog>().LookIntoIntake();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }

        await placing;
        // Whoever begins to read now knows it too.
        Assert.Equal([new AuditHold("case-17") { First = 550 }], await ReadAnewAsync());
        await FillAsync(log, 1_100);
        Assert.EndsWith("has placed the hold case-17, which is not released", (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).Obstacle, StringComparison.Ordinal);

        async Task<IReadOnlyList<AuditHold>> ReadAnewAsync()
        {
            await using var third = await StartAsync(OpenAnother());
            return await third.Service<IAuditHolds>().ReadAsync(Cancellation);
        }
    }
}
