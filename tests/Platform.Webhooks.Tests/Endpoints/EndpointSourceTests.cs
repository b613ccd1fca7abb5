using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;
using Platform.Webhooks.Tests.Outbox;

namespace Platform.Webhooks.Tests.Endpoints;

public sealed class EndpointSourceTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly EphemeralSecretProtector _protector = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lines _log = new();
    private readonly ServiceProvider _services;
    private Task _loops = Task.CompletedTask;

    public EndpointSourceTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddPlatformOutbox().AddEndpoints();
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _protector.Dispose();
        _ending.Dispose();
    }

    [Fact]
    public async Task After_a_failover_to_a_store_without_the_latest_changes_what_is_there_counts()
    {
        var (primary, standby) = (new InMemoryOutboxStore(), new InMemoryOutboxStore());
        var (kept, lost, made) = (await RowAsync("ep_1"), await RowAsync("ep_2"), await RowAsync("ep_3"));
        await AddAsync(primary, kept);
        await AddAsync(primary, lost);
        await AddAsync(standby, kept);
        var store = new Replicated(primary);
        var source = Source(store);
        Assert.Equal(["ep_1", "ep_2"], (await ReadAsync(source, 2)).Keys.Order(StringComparer.Ordinal));

        store.Current = standby;
        await AddAsync(standby, made);
        // It has the revision of the one that was lost, so whoever asks for what is behind that hears of nothing.
        Assert.Empty((await source.ReadAsync(Cancellation)).Consumers);
        source.Doubt();

        var changes = await ReadAsync(source, 2);
        Assert.Null(changes["ep_2"]);
        Assert.NotNull(changes["ep_3"]);
        Assert.DoesNotContain("ep_1", changes.Keys);
    }

    [Fact]
    public async Task Whoever_dispatches_doubts_what_he_read_when_he_begins_to_listen_and_when_the_store_has_failed()
    {
        var doubted = new Doubted();
        var store = new FailingStore(new InMemoryOutboxStore());
        var services = new ServiceCollection();
        services.AddSingleton<ILaneSource>(doubted);
        services.AddPlatformOutbox().UseStore(_ => store);
        await using var host = services.BuildServiceProvider();
        var dispatcher = host.GetRequiredService<OutboxDispatcher>();
        await dispatcher.StartAsync(Cancellation);
        await UntilAsync(() => doubted.Count == 1 && doubted.Reads > 0);

        store.Failures = 1;
        doubted.Wake!();

        await UntilAsync(() => doubted.Count > 1);
        await dispatcher.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_hundred_receivers_whose_key_service_hangs_keep_no_other_waiting()
    {
        var store = new InMemoryOutboxStore();
        var door = new Door(_protector)
        {
            Before = static owner => owner.Endpoint.StartsWith("ep_bad", StringComparison.Ordinal)
            ? new TaskCompletionSource().Task : Task.CompletedTask
        };
        for (var number = 0; number < 100; number++)
            await AddAsync(store, await RowAsync($"ep_bad{number}"));
        var source = Source(store, door);
        await source.ReadAsync(Cancellation);
        await UntilAsync(() =>
        {
            // Each batch holds its places for a moment, and no longer.
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return door.Waiting == 100;
        });
        Assert.True(_time.GetUtcNow() < Start + (3 * EndpointSecrets.AnswersWithin), "They waited for each other.");

        await AddAsync(store, await RowAsync("ep_new"));

        // Without another moment: as if nobody else were there.
        Assert.Equal(["ep_new"], (await ReadAsync(source, 1, mayComplain: true)).Keys);
        // Those that failed are asked for again in places of their own, and the next new one has its place as well.
        _time.Advance(EndpointSecrets.AnswersWithin);
        await UntilAsync(async () =>
        {
            await source.ReadAsync(Cancellation);
            return _log.All.Count == 100;
        });
        _time.Advance(TimeSpan.FromMinutes(1));
        await source.ReadAsync(Cancellation);
        await UntilAsync(() => door.Waiting >= 100 + SecretOpener.AgainAtOnce);
        await AddAsync(store, await RowAsync("ep_newer"));
        Assert.Equal(["ep_newer"], (await ReadAsync(source, 1, mayComplain: true)).Keys);
    }

    [Fact]
    public async Task A_protector_that_blocks_is_under_the_deadline_too_and_is_not_called_without_end()
    {
        using var blocked = new ManualResetEventSlim();
        var calls = 0;
        var door = new Door(_protector)
        {
            Before = _ =>
            {
                Interlocked.Increment(ref calls);
                blocked.Wait(Cancellation);
                return Task.CompletedTask;
            },
        };
        var store = new InMemoryOutboxStore();
        await AddAsync(store, await RowAsync("ep_1"));
        var source = Source(store, door);
        await source.ReadAsync(Cancellation);

        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await source.ReadAsync(Cancellation);
            return _log.All.Count == 8;
        });

        Assert.Equal(3, Volatile.Read(ref calls));
        // Once they have ended it is opened by the next.
        blocked.Set();
        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return (await source.ReadAsync(Cancellation)).Consumers.GetValueOrDefault("ep_1") is not null;
        });
    }

    [Fact]
    public async Task What_was_revoked_signs_no_more_while_the_key_service_hangs_and_what_was_rotated_does()
    {
        var (store, door) = (new InMemoryOutboxStore(), new Door(_protector));
        var (leaked, rotated) = (await RowAsync("ep_1"), await RowAsync("ep_2"));
        await AddAsync(store, leaked);
        await AddAsync(store, rotated);
        var source = Source(store, door);
        Assert.Equal(2, (await ReadAsync(source, 2)).Count);
        door.Before = static _ => new TaskCompletionSource().Task;

        var secret = WebhookSecret.Generate();
        await ReplaceAsync(store, leaked, [new EndpointKey(secret.KeyId)], [secret]);
        var old = await new EndpointSecrets(_protector, _time).OpenAsync(rotated, Cancellation);
        await ReplaceAsync(
            store, rotated, [new EndpointKey(secret.KeyId), new EndpointKey(old[0].KeyId) { Until = Start.AddDays(1) }], [secret, old[0]]);

        // At the very reading in which it is heard of.
        Assert.Equal(KeyValuePair.Create("ep_1", (ILaneConsumer?)null), Assert.Single((await source.ReadAsync(Cancellation)).Consumers));
        // Until the old secret has ended it signs alone.
        await UntilAsync(() => door.Waiting == 2);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(KeyValuePair.Create("ep_2", (ILaneConsumer?)null), Assert.Single((await source.ReadAsync(Cancellation)).Consumers));
    }

    private EndpointSource Source(IEndpointStore store, IWebhookSecretProtector? protector = null)
    {
        var recorder = _services.GetRequiredService<AttemptRecorder>();
        var source = new EndpointSource(
            store, _services.GetRequiredService<EndpointRules>(),
            new SecretOpener(new EndpointSecrets(protector ?? _protector, _time), _time), recorder,
            endpoint => EndpointConsumer.Create(_services, endpoint, EndpointRules.Lane(endpoint), recorder), _time, _log);
        _loops = Task.WhenAll(source.Loops(static () => { }).Select(loop => Task.Run(() => loop(_ending.Token), Cancellation)));
        return source;
    }

    private async Task<Dictionary<string, ILaneConsumer?>> ReadAsync(EndpointSource source, int count, bool mayComplain = false)
    {
        var all = new Dictionary<string, ILaneConsumer?>(StringComparer.Ordinal);
        await UntilAsync(async () =>
        {
            foreach (var (id, consumer) in (await source.ReadAsync(Cancellation)).Consumers)
                all[id] = consumer;
            Assert.True(mayComplain || _log.All.IsEmpty, string.Join('\n', _log.All));
            return all.Count == count;
        });
        return all;
    }

    private async Task<EndpointRow> RowAsync(string id)
    {
        var secret = WebhookSecret.Generate();
        var settings = new WebhookEndpointSettings("https://example.com/hook") { Types = ["opened"] };
        return new EndpointRow
        {
            Id = id,
            Tenant = "acme",
            Version = 1,
            IsConfirmed = true,
            Document = new EndpointDocument(settings, [new EndpointKey(secret.KeyId)]).Write(),
            Secrets = await new EndpointSecrets(_protector, _time).SealAsync(new WebhookSecretOwner("acme", id), [secret], Cancellation),
            CreatedAt = Start,
            ChangedAt = Start,
        };
    }

    private static async Task AddAsync(InMemoryOutboxStore store, EndpointRow row) => Assert.True(await store.AddEndpointAsync(
        new EndpointUpdate(row, null, LaneStep.None, OutboxRecord.Of(new OutboxEvent("changed", default), Start)), 1_000, Cancellation));

    private async Task ReplaceAsync(InMemoryOutboxStore store, EndpointRow row, EndpointKey[] keys, WebhookSecret[] secrets)
    {
        var changed = row with
        {
            Version = row.Version + 1,
            Document = (EndpointDocument.Of(row) with { Keys = keys }).Write(),
            Secrets = await new EndpointSecrets(_protector, _time).SealAsync(new WebhookSecretOwner(row.Tenant, row.Id), secrets, Cancellation),
        };
        Assert.True(await store.ReplaceEndpointAsync(
            new EndpointUpdate(changed, null, LaneStep.None, OutboxRecord.Of(new OutboxEvent("changed", default), Start)), Cancellation));
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    private sealed class Doubted : ILaneSource
    {
        private int _count;
        private int _reads;

        public int Count => Volatile.Read(ref _count);

        public int Reads => Volatile.Read(ref _reads);

        public Action? Wake { get; private set; }

        public ValueTask<LaneChanges> ReadAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return new(new LaneChanges(new Dictionary<string, ILaneConsumer?>(), null));
        }

        public void Doubt() => Interlocked.Increment(ref _count);

        public IEnumerable<Func<CancellationToken, Task>> Loops(Action wake)
        {
            Wake = wake;
            return [];
        }

        public ValueTask TrimAsync(CancellationToken cancellationToken) => default;
    }

    /// <summary>A database of which another may take the place.</summary>
    private sealed class Replicated(IEndpointStore current) : IEndpointStore
    {
        public IEndpointStore Current { get; set; } = current;

        public ValueTask<bool> AddEndpointAsync(EndpointUpdate update, int most, CancellationToken cancellationToken) =>
            Current.AddEndpointAsync(update, most, cancellationToken);

        public ValueTask<bool> ReplaceEndpointAsync(EndpointUpdate update, CancellationToken cancellationToken) =>
            Current.ReplaceEndpointAsync(update, cancellationToken);

        public ValueTask<EndpointRow?> FindEndpointAsync(string id, CancellationToken cancellationToken) =>
            Current.FindEndpointAsync(id, cancellationToken);

        public ValueTask<IReadOnlyList<EndpointRow>> ListEndpointsAsync(
            string? tenant, string? after, int most, CancellationToken cancellationToken) =>
            Current.ListEndpointsAsync(tenant, after, most, cancellationToken);

        public ValueTask<IReadOnlyList<EndpointRow>> ReadChangedEndpointsAsync(
            long after, int most, CancellationToken cancellationToken) =>
            Current.ReadChangedEndpointsAsync(after, most, cancellationToken);

        public ValueTask TrimEndpointsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
            Current.TrimEndpointsAsync(before, cancellationToken);

        public ValueTask<bool> PurgeAsync(int most, CancellationToken cancellationToken) => Current.PurgeAsync(most, cancellationToken);
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            All.Enqueue(formatter(state, exception));
    }
}
