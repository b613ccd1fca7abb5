using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <summary>How long what is beside records is kept, and what keeps it longer.</summary>
public abstract partial class AuditHoldContract : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly FakeTimeProvider _time = new(Start);

    /// <summary>The store, new.</summary>
    protected abstract IAuditPersonalStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
    }

    [Fact]
    public async Task What_a_hold_has_is_not_erased_until_it_is_released_and_both_stand_in_the_log()
    {
        await using var log = await StartAsync();
        var (holds, personal) = (log.Service<IAuditHolds>(), log.Service<IAuditPersonalData>());
        var held = await ReportAsync(log, "request.reported", "request:1", "resident:1");
        var free = await ReportAsync(log, "request.reported", "request:2", "resident:1");
        var placed = await holds.PlaceAsync(new AuditHold("case-17") { Target = "request:1" }, "asked for by the court", Cancellation);

        var refused = await Assert.ThrowsAsync<AuditHeldException>(async () => await personal.EraseAsync(held.Index, cancellationToken: Cancellation));
        var erased = await personal.EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal((held.Index, "case-17"), (refused.Index, refused.Hold));
        Assert.Equal((1L, 1L), (erased.Records, erased.Held));
        Assert.Equal(AuditPersonalState.Present, await StateAsync(log, held));
        Assert.Equal(AuditPersonalState.Erased, await StateAsync(log, free));
        var text = TextOf(await log.Log.ReadAsync(placed.Index, Cancellation));
        foreach (var said in (string[])["audit.hold.placed", "case-17", "request:1", "asked for by the court"])
            Assert.Contains(said, text, StringComparison.Ordinal);

        var released = await holds.ReleaseAsync("case-17", "the case is closed", Cancellation);

        Assert.Empty(await holds.ReadAsync(Cancellation));
        Assert.Contains("audit.hold.released", TextOf(await log.Log.ReadAsync(released.Index, Cancellation)), StringComparison.Ordinal);
        Assert.Equal((1L, 0L), ((await personal.EraseSubjectAsync("resident:1", cancellationToken: Cancellation)) is var rest ? (rest.Records, rest.Held) : default));
        Assert.True((await personal.VerifyAsync(Cancellation)).IsIntact);
    }

    [Theory]
    [InlineData("target", true)]
    [InlineData("other target", false)]
    [InlineData("actor", true)]
    [InlineData("other actor", false)]
    [InlineData("tenant", true)]
    [InlineData("tenant, other target", false)]
    [InlineData("range", true)]
    [InlineData("range before", false)]
    [InlineData("range after", false)]
    [InlineData("to come", true)]
    public async Task A_hold_has_what_all_of_its_conditions_say(string conditions, bool isHeld)
    {
        await using var log = await StartAsync();
        await log.CloseAsync(1);
        var next = (await Store.ReadStateAsync(Cancellation)).Size;
        var hold = conditions switch
        {
            "target" => new AuditHold("h") { Target = "request:1" },
            "other target" => new AuditHold("h") { Target = "request:10" },
            "actor" => new AuditHold("h") { Actor = "ada" },
            "other actor" => new AuditHold("h") { Actor = "Ada" },
            "tenant" => new AuditHold("h") { Tenant = "north" },
            "tenant, other target" => new AuditHold("h") { Tenant = "north", Target = "request:10" },
            // The hold itself is the next record.
            "range" => new AuditHold("h") { First = next + 1, End = next + 2 },
            "range before" => new AuditHold("h") { End = next + 1 },
            "range after" => new AuditHold("h") { First = next + 2 },
            _ => new AuditHold("h") { First = 0 },
        };
        await log.Service<IAuditHolds>().PlaceAsync(hold, cancellationToken: Cancellation);
        Assert.Equal([hold], await log.Service<IAuditHolds>().ReadAsync(Cancellation));
        var reported = await ReportAsync(log, "request.reported", "request:1", "resident:1");
        Assert.Equal(next + 1, reported.Index);

        var erased = await log.Service<IAuditPersonalData>().EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal(isHeld ? (0L, 1L) : (1L, 0L), (erased.Records, erased.Held));
    }

    /// <summary>One case may be about several requests: otherwise the second would let go of the first.</summary>
    [Fact]
    public async Task Holds_outlive_the_process_and_those_of_one_id_add_up_until_all_of_them_are_released()
    {
        AuditReceipt first, second;
        await using (var log = await StartAsync())
        {
            first = await ReportAsync(log, "request.reported", "request:1", "resident:1");
            second = await ReportAsync(log, "request.reported", "request:2", "resident:2");
            await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("a") { Target = "request:1" }, cancellationToken: Cancellation);
            await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("b") { Actor = "grace" }, cancellationToken: Cancellation);
            await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("a") { Target = "request:2" }, cancellationToken: Cancellation);
            await log.StopAsync();
        }

        await using var later = await StartAsync();
        var (holds, personal) = (later.Service<IAuditHolds>(), later.Service<IAuditPersonalData>());

        Assert.Equal([new AuditHold("a") { Target = "request:1" }, new AuditHold("b") { Actor = "grace" }, new AuditHold("a") { Target = "request:2" }], await holds.ReadAsync(Cancellation));
        foreach (var held in (AuditReceipt[])[first, second])
            Assert.Equal("a", (await Assert.ThrowsAsync<AuditHeldException>(async () => await personal.EraseAsync(held.Index, cancellationToken: Cancellation))).Hold);
        await holds.ReleaseAsync("a", cancellationToken: Cancellation);
        Assert.Equal([new AuditHold("b") { Actor = "grace" }], await holds.ReadAsync(Cancellation));
        foreach (var free in (AuditReceipt[])[first, second])
            Assert.Equal(1, (await personal.EraseAsync(free.Index, cancellationToken: Cancellation)).Records);
    }

    [Fact]
    public async Task A_hold_that_says_nothing_and_a_release_of_none_are_refused()
    {
        await using var log = await StartAsync();
        var holds = log.Service<IAuditHolds>();

        foreach (var hold in (AuditHold[])[new("h"), new("") { Target = "a" }, new(new string('a', 256)) { Target = "a" }, new("h") { First = -1 }, new("h") { First = 5, End = 5 }, new("h") { End = 0 }])
            await Assert.ThrowsAsync<ArgumentException>(async () => await holds.PlaceAsync(hold, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await holds.ReleaseAsync("nobody", cancellationToken: Cancellation));
        Assert.Empty(await holds.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_beside_records_goes_when_the_time_of_its_class_has_ended()
    {
        await using var log = await StartAsync(static options =>
        {
            options.Retention["auth.*"] = TimeSpan.FromDays(30);
            options.Retention["auth.failed.*"] = TimeSpan.FromDays(90);
            options.Retention["auth.failed.often"] = TimeSpan.FromDays(10);
        });
        var (retention, personal) = (log.Service<IAuditRetention>(), log.Service<IAuditPersonalData>());
        var signed = await ReportAsync(log, "auth.signed", "a", "resident:1");
        var failed = await ReportAsync(log, "auth.failed.once", "b", "resident:2");
        var often = await ReportAsync(log, "auth.failed.often", "c", "resident:3");
        var other = await ReportAsync(log, "request.reported", "d", "resident:4");
        await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("h") { Target = "b" }, cancellationToken: Cancellation);

        async Task<string> AfterAsync(int days)
        {
            _time.Advance(Start.AddDays(days) - _time.GetUtcNow());
            var erased = (await retention.ApplyAsync(Cancellation)).Erased;
            AuditPersonalState[] states = [await StateAsync(log, signed), await StateAsync(log, failed), await StateAsync(log, often), await StateAsync(log, other)];
            return $"{erased} {string.Concat(states.Select(static state => state == AuditPersonalState.Erased ? '-' : '+'))}";
        }

        Assert.Equal("0 ++++", await AfterAsync(9));
        Assert.Equal("1 ++-+", await AfterAsync(11));
        Assert.Equal("0 ++-+", await AfterAsync(29));
        Assert.Equal("1 -+-+", await AfterAsync(31));
        Assert.Equal("0 -+-+", await AfterAsync(100));
        await log.Service<IAuditHolds>().ReleaseAsync("h", cancellationToken: Cancellation);
        Assert.Equal("1 ---+", await AfterAsync(101));
        Assert.Equal("0 ---+", await AfterAsync(10_000));
        Assert.True((await personal.VerifyAsync(Cancellation)).IsIntact);
    }

    /// <summary>There is no other way to keep one class for ever, where everything else has a time.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_kept_for_ever_keeps_nothing_else(bool isAlone)
    {
        await using var log = await StartAsync(options =>
        {
            options.Retention["desk.permit.*"] = TimeSpan.MaxValue;
            options.RetentionOtherwise = isAlone ? TimeSpan.FromDays(900_000) : TimeSpan.FromDays(30);
        });
        var permit = await ReportAsync(log, "desk.permit.granted", "a", "resident:1");
        var other = await ReportAsync(log, "request.reported", "b", "resident:2");
        _time.Advance(TimeSpan.FromDays(31));

        var applied = await log.Service<IAuditRetention>().ApplyAsync(Cancellation);

        Assert.Equal(isAlone ? 0 : 1, applied.Erased);
        Assert.Equal(AuditPersonalState.Present, await StateAsync(log, permit));
        Assert.Equal(isAlone ? AuditPersonalState.Present : AuditPersonalState.Erased, await StateAsync(log, other));
    }

    private Task<TestLog> StartAsync(Action<PlatformAuditOptions>? configure = null) => TestLog.StartAsync(
        Store, _key,
        options =>
        {
            // Whoever looks meanwhile would be told that it takes for days.
            options.IntakeInterval = TimeSpan.Zero;
            configure?.Invoke(options);
        },
        _time);

    private static string TextOf(ReadOnlyMemory<byte> bytes) => AuditRecord.TryRead(bytes.Span, out var record) ? record.ToString() : "";

    private static ValueTask<AuditReceipt> ReportAsync(TestLog log, string name, string target, string subject) => log.Log.AppendAsync(
        new AuditEvent(new AuditEventType(name)) { Actor = "ada", Target = target, Tenant = "north", Subject = subject }.WithPersonal("email", "ada@example.com"), cancellationToken: Cancellation);

    private static async Task<AuditPersonalState> StateAsync(TestLog log, AuditReceipt receipt) => Assert.Single(await log.Service<IAuditPersonalData>().ReadAsync(receipt.Index, Cancellation)).State;
}
