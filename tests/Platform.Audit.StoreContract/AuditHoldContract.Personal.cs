using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Retention;

namespace Platform.Audit.StoreContract;

/// <content>Holds on records in which what they ask for is personal: a commitment stands in its place.</content>
public abstract partial class AuditHoldContract
{
    private const string Ada = "user:4711";

    [Theory]
    [InlineData("actor", true)]
    [InlineData("other actor", false)]
    [InlineData("subject", true)]
    [InlineData("other subject", false)]
    [InlineData("actor and subject", true)]
    [InlineData("actor and other subject", false)]
    [InlineData("subject and target", true)]
    [InlineData("subject and other target", false)]
    public async Task A_hold_has_what_is_personal_by_what_is_beside_the_record(string conditions, bool isHeld)
    {
        await using var log = await StartPersonalAsync();
        await log.Service<IAuditHolds>().PlaceAsync(
            conditions switch
            {
                "actor" => new AuditHold("h") { Actor = Ada },
                "other actor" => new AuditHold("h") { Actor = "user:1" },
                "subject" => new AuditHold("h") { Subject = "resident:1" },
                "other subject" => new AuditHold("h") { Subject = "resident:2" },
                "actor and subject" => new AuditHold("h") { Actor = Ada, Subject = "resident:1" },
                "actor and other subject" => new AuditHold("h") { Actor = Ada, Subject = "resident:2" },
                "subject and target" => new AuditHold("h") { Subject = "resident:1", Target = "request:1" },
                _ => new AuditHold("h") { Subject = "resident:1", Target = "request:2" },
            },
            cancellationToken: Cancellation);
        var reported = await ReportOfAdaAsync(log);

        var erased = await log.Service<IAuditPersonalData>().EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal(isHeld ? (0L, 1L) : (1L, 0L), (erased.Records, erased.Held));
        if (isHeld)
            await Assert.ThrowsAsync<AuditHeldException>(async () => await log.Service<IAuditPersonalData>().EraseAsync(reported.Index, cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("its key is destroyed", true)]
    [InlineData("its key is away", true)]
    [InlineData("it is there", false)]
    public async Task What_cannot_be_compared_counts_as_held(string what, bool isHeld)
    {
        var protector = new ShreddingProtector();
        await using var log = await StartPersonalAsync(protector, static options => options.Retention["request.reported"] = TimeSpan.FromDays(1));
        await ReportOfAdaAsync(log);
        await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("h") { Actor = "user:1" }, cancellationToken: Cancellation);
        if (what == "its key is destroyed")
            protector.Shred("resident:1");
        protector.IsAway = what == "its key is away";
        _time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(isHeld ? 0 : 1, (await log.Service<IAuditRetention>().ApplyAsync(Cancellation)).Erased);

        // Nobody holds anything any more.
        protector.IsAway = false;
        await log.Service<IAuditHolds>().ReleaseAsync("h", cancellationToken: Cancellation);
        Assert.Equal(isHeld ? 1 : 0, (await log.Service<IAuditRetention>().ApplyAsync(Cancellation)).Erased);
    }

    /// <summary>Of what the log has erased nothing is left to be held; whoever has the database says that of anything.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_is_said_to_be_erased_is_not_held_where_the_log_has_signed_it(bool isSigned, bool isHeld)
    {
        using var keys = TestLog.Keys(_key);
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var row = Intake.AuditIntakeRecord.Write(new AuditEvent(TestLog.Closed) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com"), Batches.Start);
        var behind = Enclosure.Detach(row);
        var record = row[..^behind];
        var batch = log.Next(record);
        Enclosure.AddTo(batch, 0, row.AsSpan(row.Length - behind));
        await Store.CommitAsync(batch, Cancellation);
        var says = isSigned
            ? Intake.AuditIntakeRecord.Write(new LogErased(new long[] { 0 }, null, keys), Batches.Start)
            : Intake.AuditIntakeRecord.Write(new AuditEvent(AuditEventType.Own(LogErased.Name)).With("count", 1).With("records", "0"), Batches.Start);
        batch = log.Next(says[..^Enclosure.Detach(says)]);
        batch.Erase(0, 1);
        await Store.CommitAsync(batch, Cancellation);
        PlacedHold placed = new(1, Guid.NewGuid(), 1, new AuditHold("h") { Subject = "resident:9" });

        var found = await new HoldLook(Store, null, keys.Policy).FindAsync([placed], 0, record, Cancellation);

        Assert.Equal(isHeld, found is not null);
    }

    /// <summary>The actor is personal in every record of this host.</summary>
    private Task<TestLog> StartPersonalAsync(IAuditContentProtector? protector = null, Action<PlatformAuditOptions>? configure = null) => TestLog.StartAsync(
        Store, _key,
        options =>
        {
            options.IntakeInterval = TimeSpan.Zero;
            configure?.Invoke(options);
        },
        _time,
        add: services =>
        {
            services.AddContext(new AuditContext { PersonalFields = [AuditField.Actor] });
            if (protector is not null)
                services.AddProtector(protector);
        });

    private static ValueTask<AuditReceipt> ReportOfAdaAsync(TestLog log) =>
        log.Log.AppendAsync(new AuditEvent(new AuditEventType("request.reported")) { Actor = Ada, Target = "request:1", Subject = "resident:1" }, cancellationToken: Cancellation);
}
