using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.Webhooks;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.EntityFrameworkCore;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Signatures;
using Platform.Webhooks.Sqlite;

namespace Docs.Snippets;

#region context
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UsePlatformOutbox();
}
#endregion

public static class DeliverAnEvent
{
    public static void Add(WebApplicationBuilder builder, string secret)
    {
        #region add
        builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite("Data Source=data/shop.db"));
        builder.Services.AddPlatformOutbox()
            .UseSqlite("data/shop.db")                                           // the database of the changes
            .AddEndpoint(new WebhookEndpoint("contractor", new Uri("https://hooks.contractor.example/in"), WebhookSecret.Parse(secret))
            {
                Types = ["request.assigned", "request.closed"],
            });
        #endregion
    }

    public static async Task PublishAsync(ShopContext context, int id, CancellationToken cancellationToken)
    {
        #region publish
        // … the change itself …
        context.Publish(new OutboxEvent("request.closed", Encoding.UTF8.GetBytes($$"""{"id":{{id}}}""")) { OrderKey = $"request:{id}" });
        await context.SaveChangesAsync(cancellationToken);                       // both, or neither
        #endregion
    }
}
