using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Tiles;

namespace Platform.Audit.EntityFrameworkCore.Tests;

/// <summary>A context and a log in one database, and what is recorded there.</summary>
public abstract class RecordedContract(Engine engine) : IAsyncLifetime
{
    private readonly ECDsa _key = TestLog.CreateKey();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Engine Engine => engine;

    protected TestLog Log { get; private set; } = null!;

    protected abstract DbContext NewContext();

    public async ValueTask InitializeAsync()
    {
        await using (var context = NewContext())
            await engine.CreateTablesAsync(context, Cancellation);
        Log = await TestLog.StartAsync(engine.Store, _key);
    }

    public async ValueTask DisposeAsync()
    {
        if (Log is not null)
            await Log.DisposeAsync();
        await engine.DisposeAsync();
        _key.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static AuditEvent Opened(int id) => new(TestLog.Closed) { Target = $"request:{id}" };

    /// <summary>What was committed before an event that is saved now is recorded before it.</summary>
    protected async Task SettleAsync()
    {
        var before = (await TargetsAsync()).Count(static target => target == "request:0");
        await using (var context = NewContext())
        {
            context.AppendAudit(Opened(0));
            await context.SaveChangesAsync(Cancellation);
        }
        for (var tries = 0; (await TargetsAsync()).Count(static target => target == "request:0") == before; tries++)
        {
            Assert.True(tries < 1_000, "It is never recorded.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    protected async Task<List<string>> TargetsAsync() => [.. (await RecordsAsync()).Select(TargetOf).Where(static target => target.Length > 0)];

    protected async Task<List<byte[]>> RecordsAsync()
    {
        var state = await engine.Store.ReadStateAsync(Cancellation);
        var reader = new TileReader(engine.Store, state.Size);
        List<byte[]> records = [];
        for (var index = 0L; index < state.Size; index++)
            records.Add((await reader.ReadEntryAsync(index, Cancellation)).ToArray());
        return records;
    }

    private static string TargetOf(byte[] bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes, out var record));
        return record.TryGetText(AuditField.Target, out var target) ? System.Text.Encoding.UTF8.GetString(target) : "";
    }
}
