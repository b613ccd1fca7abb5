using Microsoft.EntityFrameworkCore;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.EntityFrameworkCore.Tests;

/// <summary>What holds on every database.</summary>
public abstract class PublishingContextContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IOutboxStore Store { get; }

    protected CommandCounter Counter { get; } = new();

    protected abstract DeskContext Desk();

    protected abstract Task CreateTablesAsync(DeskContext context);

    public virtual async ValueTask InitializeAsync()
    {
        await using (var desk = Desk())
            await CreateTablesAsync(desk);
        await Store.OpenLaneAsync(new LaneDefinition("all", ["*"]), Cancellation);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task What_is_saved_with_a_change_is_published_once_and_as_it_was_made()
    {
        var made = new OutboxEvent("opened", "{\"id\":1}"u8.ToArray()) { Tenant = "acme", OrderKey = "request:1" };
        await using (var desk = Desk())
        {
            desk.Add(new Request { Id = 1 });
            desk.Publish(made);
            await desk.SaveChangesAsync(Cancellation);
            await desk.SaveChangesAsync(Cancellation);
        }

        var message = Assert.Single(await PublishedAsync());
        Assert.Equal((made.Id, "opened", "acme", "request:1", "application/json"), (message.Id, message.Type, message.Tenant, message.OrderKey, message.ContentType));
        Assert.Equal("{\"id\":1}"u8.ToArray(), message.Body.ToArray());
    }

    [Fact]
    public async Task What_is_not_saved_is_not_published()
    {
        await using (var desk = Desk())
            desk.Publish(Opened(1));

        Assert.Empty(await PublishedAsync());
    }

    [Fact]
    public async Task When_the_change_is_refused_nothing_is_published_and_it_can_be_saved_again()
    {
        await using (var desk = Desk())
        {
            desk.Add(new Request { Id = 1 });
            await desk.SaveChangesAsync(Cancellation);
        }
        await using (var desk = Desk())
        {
            var twice = desk.Add(new Request { Id = 1 });
            desk.Publish(Opened(1));
            await Assert.ThrowsAsync<DbUpdateException>(() => desk.SaveChangesAsync(Cancellation));
            Assert.Equal(0, await Store.RouteAsync(Now, 100, Cancellation));

            twice.State = EntityState.Detached;
            await desk.SaveChangesAsync(Cancellation);
        }

        Assert.Single(await PublishedAsync());
    }

    [Fact]
    public async Task A_transaction_of_the_callers_own_decides()
    {
        await using (var desk = Desk())
        {
            await using (var transaction = await desk.Database.BeginTransactionAsync(Cancellation))
            {
                desk.Publish(Opened(1));
                await desk.SaveChangesAsync(Cancellation);
                await transaction.RollbackAsync(Cancellation);
            }
            await using (var transaction = await desk.Database.BeginTransactionAsync(Cancellation))
            {
                desk.Publish(Opened(2));
                await desk.SaveChangesAsync(Cancellation);
                desk.Publish(Opened(3));
                await desk.SaveChangesAsync(Cancellation);
                await transaction.CommitAsync(Cancellation);
            }
        }

        Assert.Equal(["n2", "n3"], (await PublishedAsync()).Select(message => message.Type));
    }

    [Fact]
    public async Task Events_that_are_saved_together_keep_the_order_in_which_they_were_published()
    {
        await using (var desk = Desk())
        {
            for (var id = 1; id <= 120; id++)
            {
                desk.Add(new Request { Id = 1_000 - id });
                desk.Publish(Opened(id));
            }
            await desk.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(Enumerable.Range(1, 120).Select(id => $"n{id}"), (await PublishedAsync()).Select(message => message.Type));
    }

    [Fact]
    public async Task Migrations_leave_the_table_alone()
    {
        await using var desk = Desk();

        var script = desk.Database.GenerateCreateScript();

        Assert.Contains("Requests", script, StringComparison.Ordinal);
        Assert.DoesNotContain("outbox_event", script, StringComparison.Ordinal);
    }

    protected async Task<(int Without, int With)> RoundTripsAsync()
    {
        var trips = new List<int>();
        foreach (var publishes in (bool[])[false, true])
        {
            await using var desk = Desk();
            desk.Add(new Request { Id = publishes ? 1 : 2 });
            if (publishes)
                desk.Publish(Opened(1));
            var before = Counter.Count;
            await desk.SaveChangesAsync(Cancellation);
            trips.Add(Counter.Count - before);
        }
        return (trips[0], trips[1]);
    }

    private static OutboxEvent Opened(int id) => new($"n{id}", "{}"u8.ToArray());

    private async Task<List<OutboxMessage>> PublishedAsync()
    {
        await Store.RouteAsync(Now, 1_000, Cancellation);
        var leases = await Store.ClaimAsync(["all"], Now, TimeSpan.FromSeconds(30), Cancellation);
        return leases is [var lease] ? [.. (await Store.FetchAsync(lease, [], Now, 1_000, Cancellation)).OrderBy(message => message.Place)] : [];
    }
}
