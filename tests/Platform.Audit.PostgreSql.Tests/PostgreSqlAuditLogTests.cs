using System.Collections.Concurrent;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditLogTests(Database database) : AuditLogContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;

    protected override IAuditStore Store => _store ??= database.Open(_schema);

    protected override IAuditStore OpenAnother() => database.Open(_schema);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        Dispose();
    }

    [Fact]
    public async Task Connections_that_are_cut_while_events_are_appended_lose_none_and_double_none()
    {
        const int Producers = 16, Each = 40, Durable = 5;
        var cancellation = TestContext.Current.CancellationToken;
        using var key = TestLog.CreateKey();
        ConcurrentDictionary<long, string> acknowledged = [];
        ConcurrentDictionary<string, bool> refused = [];
        await using (var log = await TestLog.StartAsync(Store, key))
        {
            var appending = Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(
                async () =>
                {
                    // How long the log is away depends on the machine: each goes on until it is there again.
                    for (var (at, durable) = (0, 0); at < Each || durable < Durable; at++)
                    {
                        var id = producer * 100_000 + at;
                        try
                        {
                            Assert.True(acknowledged.TryAdd((await log.CloseAsync(id)).Index, $"request:{id}"));
                            durable++;
                        }
                        catch (AuditUnavailableException exception)
                        {
                            if (!exception.MayBeRecorded)
                                refused[$"request:{id}"] = true;
                            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
                        }
                    }
                },
                cancellation)));
            for (var cuts = 0; cuts < 6 && !appending.IsCompleted; cuts++)
            {
                await database.CutAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation);
            }
            await appending;
        }

        var records = await ReadAllAsync(OpenAnother());
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, records[(int)pair.Key].Target));
        var events = records.Where(record => record.Kind == AuditRecordKind.Event).Select(record => record.Target).ToList();
        Assert.Equal(events.Count, events.Distinct().Count());
        Assert.DoesNotContain(events, refused.ContainsKey);
        var producer = records.Where(record => record.Kind is not AuditRecordKind.None).ToList();
        var numbers = producer.Select(record => record.Sequence).ToHashSet();
        Assert.Equal(numbers.Max() - numbers.Count, producer.Sum(record => record.Gap.Count));
    }
}
