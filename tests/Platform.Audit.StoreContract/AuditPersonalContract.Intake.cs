using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <content>Personal fields that others leave in the intake: transactions, hosts without the log, hosts of another version.</content>
public abstract partial class AuditPersonalContract
{
    [Fact]
    public async Task A_transaction_leaves_personal_fields_too_and_nobody_can_leave_an_erasure()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var there = await ReportAsync(log, "resident:1", "ada@example.com");
        var row = AuditIntakeRecord.Write(new AuditEvent(Reported) { Subject = "resident:2" }.WithPersonal("email", "grace@example.com"), Batches.Start);
        if (!await TryInsertIntakeAsync(row))
            return;
        using var keys = TestLog.Keys(_key);
        await TryInsertIntakeAsync(AuditIntakeRecord.Write(new LogErased(new long[] { there.Index }, null, keys), Batches.Start));
        log.Service<IAuditIntake>().Wake();

        var found = new List<long>();
        for (var tries = 0; tries < 500 && (await Store.ReadStateAsync(Cancellation)).Size < there.Index + 3; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        found.AddRange(await Personal(log).FindAsync("email", "grace@example.com", cancellationToken: Cancellation));

        Assert.Equal("grace@example.com", Assert.Single(await Personal(log).ReadAsync(Assert.Single(found), Cancellation)).Value);
        Assert.Equal(AuditPersonalState.Present, Assert.Single(await Personal(log).ReadAsync(there.Index, Cancellation)).State);
        var state = await Store.ReadStateAsync(Cancellation);
        Assert.Contains(AuditIntakeRecord.MalformedEvent, Text(await new TileReader(Store, state.Size).ReadEntryAsync(there.Index + 2, Cancellation)), StringComparison.Ordinal);
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_does_not_have_the_log_leaves_personal_fields_and_what_it_says_is_erased_is(bool isProtected)
    {
        var protector = new ShreddingProtector();
        void Add(IServiceCollection services)
        {
            if (isProtected)
                services.AddProtector(protector);
        }

        await using var first = await TestLog.StartAsync(Store, _key, add: Add);
        if (OpenAnother() is not IAuditIntakeStore)
            return;
        await using (var second = TestLog.Make(OpenAnother(), _key, add: Add))
        {
            await second.StartAsync();
            Assert.Equal(new AuditReceipt(AuditAcknowledgement.Durable, -1), await ReportAsync(second, "resident:1", "ada@example.com"));
            await ReportAsync(second, "resident:2", "grace@example.com");
            var ada = await FindOneAsync(second, "ada@example.com");
            var grace = await FindOneAsync(second, "grace@example.com");

            var erasure = await Personal(second).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

            Assert.Equal(1, erasure.Records);
            Assert.True(Assert.Single(erasure.Receipts).TryGetIndex(out var erasedBy));
            var value = Assert.Single(await Personal(second).ReadAsync(ada, Cancellation));
            Assert.Equal((AuditPersonalState.Erased, null, erasedBy), (value.State, value.Value, value.ErasedBy));
            Assert.Contains($"\"audit.erased\" target=\"log\" outcome=success \"count\"=1 \"records\"=\"{ada}\"", Text(await first.Log.ReadAsync(erasedBy, Cancellation)), StringComparison.Ordinal);
            Assert.Equal("grace@example.com", Assert.Single(await Personal(first).ReadAsync(grace, Cancellation)).Value);
        }
        Assert.True((await Personal(first).VerifyAsync(Cancellation)).IsIntact);
        Assert.True((await first.Log.VerifyAsync(await first.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task What_is_left_for_another_host_with_contents_that_are_not_its_own_is_malformed_and_holds_nothing_up()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        if (Store is not IAuditIntakeStore intake)
            return;
        var there = await ReportAsync(log, "resident:1", "ada@example.com");
        var personal = Numbered(new AuditEvent(Reported).WithPersonal("email", "grace@example.com"), 2);
        var plain = Numbered(new AuditEvent(Reported), 3);
        using var keys = TestLog.Keys(_key);
        using var strange = TestLog.CreateKey();
        using var strangeKeys = TestLog.Keys(strange);
        var erasure = Numbered(new LogErased(new long[] { there.Index }, null, keys), 4);
        // It says that another is erased than what goes.
        var other = Numbered(new LogErased(new long[] { there.Index - 1 }, null, keys), 5);
        List<byte[]> rows =
        [
            Numbered(new AuditEvent(Reported).WithPersonal("email", "linus@example.com"), 1),
            [.. Record(personal)],
            [.. Record(plain), .. Behind(erasure)],
            [.. Record(plain), .. Behind(personal)],
            [.. Record(erasure), .. Behind(personal)],
            [.. Record(other), .. Behind(erasure)],
            [.. plain, .. new byte[] { 0x7F, 0xFF, 0xFF, 0xFF }],
            // Whole, and by whoever may write rows: no key of the log has signed it.
            Numbered(new LogErased(new long[] { there.Index }, null, strangeKeys), 6),
        ];
        for (var at = 2; at < rows.Count - 1; at++)
            Enclosure.Attach(rows[at]);

        await intake.RelayAsync(new AuditRelay(7, 1, 9, [.. rows.Select(static row => (ReadOnlyMemory<byte>)row)]), Cancellation);
        log.Service<IAuditIntake>().Wake();
        await FindOneAsync(log, "linus@example.com");
        for (var tries = 0; tries < 500 && (await Store.ReadStateAsync(Cancellation)).Size < there.Index + 9; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);

        for (var index = there.Index + 2; index < there.Index + 9; index++)
            Assert.Contains(AuditIntakeRecord.MalformedEvent, Text(await log.Log.ReadAsync(index, Cancellation)), StringComparison.Ordinal);
        Assert.Equal(AuditPersonalState.Present, Assert.Single(await Personal(log).ReadAsync(there.Index, Cancellation)).State);
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
        Assert.True((await ReportAsync(log, null, "ken@example.com")).TryGetIndex(out _));

        static byte[] Numbered<TEvent>(TEvent auditEvent, long number)
            where TEvent : IAuditEvent
        {
            var row = AuditIntakeRecord.Write(auditEvent, Batches.Start);
            var flags = RecordHeader.Flags(row);
            RecordHeader.Write(row, AuditRecordKind.Event, RecordHeader.Occurred(row), 7, number);
            RecordHeader.SetFlags(row, flags);
            return row;
        }

        static byte[] Record(byte[] row)
        {
            Assert.True(Enclosure.TrySplit(row, out var leaf, out _));
            return leaf.ToArray();
        }

        static byte[] Behind(byte[] row)
        {
            Assert.True(Enclosure.TrySplit(row, out _, out var enclosure));
            return enclosure.ToArray();
        }
    }

    /// <summary>Whatever the protector of the host that takes a row up cannot do at that moment: the event is recorded, and not a byte of its content gets into the tree, from where it could never be erased.</summary>
    [Theory]
    [InlineData("introduced", AuditPersonalState.Present)]
    [InlineData("withdrawn", AuditPersonalState.Unreadable)]
    [InlineData("away", AuditPersonalState.Present)]
    [InlineData("rotated", AuditPersonalState.Present)]
    [InlineData("destroyed", AuditPersonalState.KeyDestroyed)]
    [InlineData("untagged", AuditPersonalState.Present)]
    public async Task A_row_whose_contents_cannot_be_opened_when_it_is_taken_up_is_recorded_with_them_beside_it(string what, AuditPersonalState later)
    {
        var protector = new ShreddingProtector();
        var row = AuditIntakeRecord.Write(
            new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start, protector: what == "introduced" ? null : protector);
        await using var log = await TestLog.StartAsync(Store, _key, add: services =>
        {
            if (what != "withdrawn")
                services.AddProtector(protector);
        });
        switch (what)
        {
            case "away":
                protector.IsAway = true;
                break;
            case "rotated":
                protector.RotateTagKey();
                break;
            case "destroyed":
                protector.Shred("resident:1");
                break;
            case "untagged":
                protector.Untaggable = "ada@example.com";
                break;
        }
        var index = (await Store.ReadStateAsync(Cancellation)).Size;
        if (!await TryInsertIntakeAsync(row))
            return;
        log.Service<IAuditIntake>().Wake();
        await WaitForSizeAsync(index + 1);

        Assert.Contains("event \"request.reported\"", Text(await log.Log.ReadAsync(index, Cancellation)), StringComparison.Ordinal);
        await AssertIsInNoRecordAsync(row.AsMemory()[^20..^4]);
        await AssertIsInNoRecordAsync("resident:1"u8.ToArray());
        Assert.Equal("resident:1", Assert.Single(await Store.ReadPersonalAsync(index, index + 1, Cancellation)).Subject);
        protector.IsAway = false;
        Assert.Equal(later, Assert.Single(await Personal(log).ReadAsync(index, Cancellation)).State);
        var verification = await Personal(log).VerifyAsync(Cancellation);
        Assert.Equal(what is "rotated" or "untagged", verification.Faults.Any(fault => fault.Index == index && fault.Description.StartsWith("the tag ", StringComparison.Ordinal)));
        Assert.True((await ReportAsync(log, null, "ken@example.com")).TryGetIndex(out _));
        // Where nothing opens it nobody knows whom it is about.
        if (later == AuditPersonalState.Unreadable)
            await Personal(log).EraseAsync(index, cancellationToken: Cancellation);
        else
            await Personal(log).EraseSubjectAsync("resident:1", cancellationToken: Cancellation);
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_host_of_a_newer_version_has_left_behind_a_record_does_not_get_into_the_tree(bool isProtected)
    {
        var protector = new ShreddingProtector();
        await using var log = await TestLog.StartAsync(Store, _key, add: services =>
        {
            if (isProtected)
                services.AddProtector(protector);
        });
        if (Store is not IAuditIntakeStore intake)
            return;
        var row = AuditIntakeRecord.Write(
            new AuditEvent(Reported) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start, protector: isProtected ? protector : null);
        Assert.True(Enclosure.TrySplit(row, out _, out var enclosure));
        row[^enclosure.Length] = 3;
        var flags = RecordHeader.Flags(row);
        RecordHeader.Write(row, AuditRecordKind.Event, RecordHeader.Occurred(row), 7, 1);
        RecordHeader.SetFlags(row, flags);
        var index = (await Store.ReadStateAsync(Cancellation)).Size;

        await intake.RelayAsync(new AuditRelay(7, 1, 1, [row]), Cancellation);
        log.Service<IAuditIntake>().Wake();
        await WaitForSizeAsync(index + 1);

        var said = Text(await log.Log.ReadAsync(index, Cancellation));
        Assert.Contains(AuditIntakeRecord.MalformedEvent, said, StringComparison.Ordinal);
        await AssertIsInNoRecordAsync(row.AsMemory()[^20..^4]);
        await AssertIsInNoRecordAsync("resident:1"u8.ToArray());
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }
}
