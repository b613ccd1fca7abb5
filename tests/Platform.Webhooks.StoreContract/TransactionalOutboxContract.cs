using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.StoreContract;

/// <summary>What stores keep to that live in the database of the transactions which publish.</summary>
public abstract class TransactionalOutboxContract : OutboxStoreContract, IAsyncDisposable
{
    private ServiceProvider? _services;

    protected IOutbox Outbox => Services.GetRequiredService<IOutbox>();

    protected IInbox Inbox => Services.GetRequiredService<IInbox>();

    private ServiceProvider Services => _services ??= Make();

    /// <summary>A connection to the database, open.</summary>
    protected abstract Task<DbConnection> ConnectAsync();

    /// <summary>The table of what waits.</summary>
    protected abstract string Deliveries { get; }

    public virtual async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Rows that are due are what every round looks through, to claim, to read and to find what is due next.</summary>
    [Fact]
    public async Task Nobody_looks_through_those_that_wait_behind_one_that_failed_until_it_is_tried_again()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("head", orderKey: "request:1");
        for (var number = 0; number < 20; number++)
            await PublishAsync($"{number}", orderKey: "request:1");
        await PublishAsync("other", orderKey: "request:2");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        var messages = await FetchAsync(lease);
        Assert.Equal(["head", "other"], messages.Select(static message => message.Type));
        Assert.Equal(22, await CountDueAsync(Start));

        await CompleteAsync(lease, messages[1].Place, DeliveryVerdict.Done);
        await CompleteAsync(lease, messages[0].Place, DeliveryVerdict.Retry, Start.AddMinutes(1));
        await PublishAsync("late", orderKey: "request:1");
        await RouteAsync();

        Assert.Equal(0, await CountDueAsync(Start));
        await Store.ReleaseAsync([lease], Cancellation);
        Assert.Equal(Start.AddMinutes(1), await Store.NextDueAsync(["all"], Cancellation));
        Assert.Empty(await Store.ClaimAsync(["all"], Start, Lease, Cancellation));
        List<string> delivered = [];
        lease = Assert.Single(await Store.ClaimAsync(["all"], Start.AddMinutes(1), Lease, Cancellation));
        while (await FetchAsync(lease, Start.AddMinutes(1)) is [var next, ..])
        {
            delivered.Add(next.Type);
            await CompleteAsync(lease, next.Place, DeliveryVerdict.Done);
        }
        Assert.Equal(["head", .. Enumerable.Range(0, 20).Select(static number => $"{number}"), "late"], delivered);
    }

    [Fact]
    public async Task What_is_committed_is_delivered_and_what_is_rolled_back_never_was()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await using var connection = await ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await Outbox.PublishAsync(new OutboxEvent("rolled-back", "{}"u8.ToArray()), transaction, Cancellation);
            await transaction.RollbackAsync(Cancellation);
        }
        Assert.Equal(0, await RouteAsync());
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await Outbox.PublishAsync(new OutboxEvent("one", "{}"u8.ToArray()), transaction, Cancellation);
            await Outbox.PublishAsync(new OutboxEvent("two", "{}"u8.ToArray()), transaction, Cancellation);
            Assert.Equal(0, await RouteAsync());
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal(2, await RouteAsync());
        Assert.Equal(["one", "two"], await TypesOfAsync("all"));
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await Store.PrepareAsync(Cancellation);
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.CommitAsync(Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Outbox.PublishAsync(new OutboxEvent("late", default), transaction, Cancellation));
        Assert.Equal(0, await RouteAsync());
    }

    [Fact]
    public async Task A_message_enters_the_inbox_once_for_each_consumer_and_one_that_was_rolled_back_may_enter_again()
    {
        await Store.PrepareAsync(Cancellation);
        await using var connection = await ConnectAsync();

        Assert.True(await EnterAsync(connection, "projection", "msg_1", commits: false));
        Assert.True(await EnterAsync(connection, "projection", "msg_1"));
        Assert.False(await EnterAsync(connection, "projection", "msg_1"));
        Assert.True(await EnterAsync(connection, "projection", "msg_2"));
        Assert.True(await EnterAsync(connection, "mailer", "msg_1"));
    }

    [Fact]
    public async Task Of_many_that_enter_one_message_at_once_one_is_the_first()
    {
        await Store.PrepareAsync(Cancellation);

        var entered = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                await using var connection = await ConnectAsync();
                return await EnterAsync(connection, "projection", "msg_1");
            },
            Cancellation)));

        Assert.Single(entered, first => first);
    }

    [Fact]
    public async Task Ids_in_the_inbox_are_forgotten_by_their_own_age_and_not_with_events()
    {
        await Store.PrepareAsync(Cancellation);
        await using var connection = await ConnectAsync();
        await EnterAsync(connection, "projection", "msg_1");

        await Store.TrimAsync(TimeProvider.System.GetUtcNow().AddHours(1), TimeProvider.System.GetUtcNow(), Cancellation);
        Assert.False(await EnterAsync(connection, "projection", "msg_1"));
        await Store.TrimInboxAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Cancellation);
        Assert.False(await EnterAsync(connection, "projection", "msg_1"));
        await Store.TrimInboxAsync(TimeProvider.System.GetUtcNow().AddHours(1), Cancellation);

        Assert.True(await EnterAsync(connection, "projection", "msg_1"));
    }

    private async Task<bool> EnterAsync(DbConnection connection, string consumer, string id, bool commits = true)
    {
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var entered = await Inbox.EnterAsync(consumer, id, transaction, Cancellation);
        if (commits)
            await transaction.CommitAsync(Cancellation);
        return entered;
    }

    private ServiceProvider Make()
    {
        var services = new ServiceCollection();
        services.AddPlatformOutbox().UseStore(_ => Store);
        return services.BuildServiceProvider();
    }

    private async Task<long> CountDueAsync(DateTimeOffset now)
    {
        await using var connection = await ConnectAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = $"SELECT count(*) FROM {Deliveries} WHERE due_at <= {OutboxTime.Microseconds(now)}";
        return Convert.ToInt64(await count.ExecuteScalarAsync(Cancellation), CultureInfo.InvariantCulture);
    }
}
