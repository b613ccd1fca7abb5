using Platform.Webhooks;
using Platform.Webhooks.AspNetCore;
using Platform.Webhooks.Sqlite;

namespace CityDesk.Contractor;

/// <summary>
/// The program of a firm that repairs what residents report: the city's desk tells it what was opened, assigned and closed.
/// </summary>
public static class ContractorHost
{
    /// <summary>Makes it.</summary>
    /// <param name="args">Settings: <c>Jobs</c> is the file of its book, <c>Webhooks</c> the section of the senders that it listens
    /// to.</param>
    /// <param name="time">Its clock; that of the machine where it is left out.</param>
    /// <returns>The program, not yet running.</returns>
    public static WebApplication Create(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var file = builder.Configuration["Jobs"] ?? "contractor.db";
        builder.Services.ConfigureHttpJsonOptions(static json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractorJson.Default));
        builder.Services.AddPlatformWebhooks().AddReceiver(builder.Configuration.GetSection("Webhooks"));
        // For its inbox alone, in the file of the jobs: this program publishes and delivers nothing.
        builder.Services.AddPlatformOutbox(static options => options.Dispatch = false).UseSqlite(file);
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<JobBook>(provider, file));
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<JobBook>());
        var app = builder.Build();
        app.MapWebhook<DeskEvent>("/in/citydesk", "citydesk", static (told, context) =>
            context.Services.GetRequiredService<JobBook>().TakeAsync(told, context.Id!, context.CancellationToken));
        app.MapGet("/jobs", static (JobBook book, CancellationToken cancellationToken) => book.ListAsync(cancellationToken));
        return app;
    }
}
