using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Intake;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Log;

/// <summary>What is true of all events here and now, and what is recorded of reading.</summary>
public sealed class ContextTests : IDisposable
{
    private static readonly AuditContext Whole = new() { Actor = "ada", Tenant = "north", Source = "192.0.2.7", Correlation = "trace" };

    private readonly ECDsa _key = TestLog.CreateKey();

    public static TheoryData<AuditContext?, AuditEvent, string> Events => new()
    {
        { null, new AuditEvent(TestLog.Closed), "" },
        { new AuditContext(), new AuditEvent(TestLog.Closed), "" },
        { Whole, new AuditEvent(TestLog.Closed), " actor=\"ada\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"trace\"" },
        { Whole, new AuditEvent(TestLog.Closed) { Target = "t" }, " actor=\"ada\" target=\"t\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"trace\"" },
        { Whole, new AuditEvent(TestLog.Closed) { Actor = "grace" }, " actor=\"grace\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"trace\"" },
        { Whole, new AuditEvent(TestLog.Closed) { Source = "job" }, " actor=\"ada\" tenant=\"north\" source=\"job\" correlation=\"trace\"" },
        { Whole, new AuditEvent(TestLog.Closed) { Correlation = "case" }, " actor=\"ada\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"case\"" },
        { Whole, new AuditEvent(TestLog.Closed) { Reason = "why" }, " actor=\"ada\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"trace\" reason=\"why\"" },
        { Whole, new AuditEvent(TestLog.Closed).With("id", 7), " actor=\"ada\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"trace\" \"id\"=7" },
        { Whole, new AuditEvent(TestLog.Closed) { Reason = "why" }.With("id", 7), " actor=\"ada\" tenant=\"north\" source=\"192.0.2.7\" correlation=\"trace\" reason=\"why\" \"id\"=7" },
        { new AuditContext { Tenant = "north" }, new AuditEvent(TestLog.Closed) { Actor = "ada", Outcome = AuditOutcome.Denied }.With("id", 7), " actor=\"ada\" outcome=denied tenant=\"north\" \"id\"=7" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _key.Dispose();

    [Theory]
    [MemberData(nameof(Events))]
    public void What_an_event_does_not_say_its_context_says(AuditContext? context, AuditEvent written, string expected)
    {
        Assert.True(AuditRecord.TryRead(AuditIntakeRecord.Write(written, DateTimeOffset.UnixEpoch, context), out var record));

        Assert.Equal($"event \"request.closed\"{expected} producer=0000000000000000 sequence=0", record.ToString()["1970-01-01T00:00:00.000000Z ".Length..]);
    }

    [Fact]
    public async Task A_provider_is_asked_with_every_event()
    {
        var provider = new Provider { Current = Whole };
        await using var log = await StartAsync(provider);
        await log.Log.AppendAsync(new AuditEvent(TestLog.Closed), cancellationToken: Cancellation);
        provider.Current = null;
        await log.Log.AppendAsync(new AuditEvent(TestLog.Closed), cancellationToken: Cancellation);

        Assert.Contains("actor=\"ada\"", Text(await log.Log.ReadAsync(1, Cancellation)), StringComparison.Ordinal);
        Assert.DoesNotContain("actor=", Text(await log.Log.ReadAsync(2, Cancellation)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_the_log_stands_in_the_log()
    {
        await using var log = await StartAsync(new Provider { Current = new AuditContext { Actor = "auditor" } }, static options => options.RecordReads = true);
        var receipt = await log.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Actor = "ada" }, cancellationToken: Cancellation);

        Assert.Contains("actor=\"ada\"", Text(await log.Log.ReadAsync(receipt.Index, Cancellation)), StringComparison.Ordinal);

        Assert.Contains("event \"audit.read\" actor=\"auditor\" target=\"record:1\" outcome=success", Text(await log.Log.ReadAsync(2, Cancellation)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_read_and_nothing_is_recorded()
    {
        var store = new InMemoryAuditStore();
        await using var log = await TestLog.StartAsync(store, _key, static options => options.RecordReads = true);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.Log.ReadAsync(7, Cancellation));

        Assert.Equal(1, (await store.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task A_store_in_memory_has_no_transactions_and_says_so()
    {
        await using var log = await TestLog.StartAsync(new InMemoryAuditStore(), _key);

        var refused = Assert.Throws<InvalidOperationException>(() => log.Service<IAuditIntake>());

        Assert.Contains("UsePostgreSql", refused.Message, StringComparison.Ordinal);
    }

    private Task<TestLog> StartAsync(Provider provider, Action<PlatformAuditOptions>? configure = null) =>
        TestLog.StartAsync(new InMemoryAuditStore(), _key, configure, add: services => services.AddSingleton<IAuditContextProvider>(provider));

    private static string Text(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes.Span, out var record));
        return record.ToString();
    }

    private sealed class Provider : IAuditContextProvider
    {
        public AuditContext? Current { get; set; }
    }
}
