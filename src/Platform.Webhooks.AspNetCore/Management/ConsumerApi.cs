using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Management;

/// <summary>Handlers and receivers.</summary>
internal static class ConsumerApi
{
    private const int MostListed = 100;
    private const int MostRevived = 1_000;

    public static async Task ListAsync(HttpContext context)
    {
        var standings = await Store(context).MeasureAsync(context.RequestAborted).ConfigureAwait(false);
        await Answers.JsonAsync(context, standings, ManagementJson.Default.IReadOnlyListLaneStanding).ConfigureAwait(false);
    }

    public static async Task SwitchAsync(HttpContext context, bool isDisabled)
    {
        if (!await Answers.IsJsonAsync(context).ConfigureAwait(false))
            return;
        var name = Answers.Name(context);
        if (!await Store(context).SwitchAsync(name, isDisabled, context.RequestAborted).ConfigureAwait(false))
        {
            await Answers.NoConsumerAsync(context).ConfigureAwait(false);
            return;
        }
        Log.Switched(Answers.Logger(context), name, isDisabled ? "disabled" : "enabled", Answers.User(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>A page of them, behind the place that the last page ended with.</summary>
    public static async Task ListDeadAsync(HttpContext context)
    {
        var after = 0L;
        if (context.Request.Query.TryGetValue("after", out var text) && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, "after is the place of a dead letter.").ConfigureAwait(false);
            return;
        }
        var letters = await Store(context).ListDeadAsync(Answers.Name(context), after, MostListed, context.RequestAborted).ConfigureAwait(false);
        await Answers.JsonAsync(context, letters, ManagementJson.Default.IReadOnlyListDeadLetter).ConfigureAwait(false);
    }

    public static async Task ReviveAsync(HttpContext context)
    {
        if (await Answers.ReadAsync(context, ManagementJson.Default.ReviveBody).ConfigureAwait(false) is not { } body)
            return;
        if (body.Places is not { Count: > 0 and <= MostRevived } places)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, $"Name 1 to {MostRevived} places; for more there are redeliveries.").ConfigureAwait(false);
            return;
        }
        var name = Answers.Name(context);
        var count = await Store(context).ReviveAsync(name, places, Time(context).GetUtcNow(), context.RequestAborted).ConfigureAwait(false);
        Log.Revived(Answers.Logger(context), name, count, Answers.User(context));
        await Answers.JsonAsync(context, new Revived(count), ManagementJson.Default.Revived).ConfigureAwait(false);
    }

    private static IOutboxStore Store(HttpContext context) => context.RequestServices.GetRequiredService<IOutboxStore>();

    private static TimeProvider Time(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>();
}
