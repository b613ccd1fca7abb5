using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.StoreContract;

namespace Platform.Webhooks.Tests.Outbox;

public sealed class InMemoryOutboxStoreTests : OutboxStoreContract
{
    protected override IOutboxStore Store { get; } = new InMemoryOutboxStore();

    [Fact]
    public async Task It_takes_part_in_no_transaction_and_says_so()
    {
        await using var services = new ServiceCollection().AddPlatformOutbox().Services.BuildServiceProvider();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await services.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("opened", default), null!, Cancellation));
        Assert.Null(Store.InsertEvent);
        Assert.Null(Store.InsertInbox);
    }
}
