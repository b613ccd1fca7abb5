using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Outbox.Redelivery;

namespace Platform.Webhooks.AspNetCore.Management;

/// <summary>What is to be delivered again.</summary>
internal static class RedeliveryApi
{
    public static async Task EstimateAsync(HttpContext context)
    {
        if (await RequestAsync(context).ConfigureAwait(false) is not { } request)
            return;
        var estimate = await Redelivery(context).EstimateAsync(request, context.RequestAborted).ConfigureAwait(false);
        var answer = estimate is null ? Answers.NoConsumerAsync(context) : Answers.JsonAsync(context, estimate, ManagementJson.Default.RedeliveryEstimate);
        await answer.ConfigureAwait(false);
    }

    public static async Task StartAsync(HttpContext context)
    {
        if (await RequestAsync(context).ConfigureAwait(false) is not { } request)
            return;
        if (await Redelivery(context).StartAsync(request, context.RequestAborted).ConfigureAwait(false) is not { } job)
        {
            await Answers.NoConsumerAsync(context).ConfigureAwait(false);
            return;
        }
        Log.RedeliveryStarted(Answers.Logger(context), job.Id, job.Consumer, job.Scope, job.From, job.Until, Answers.User(context));
        await Answers.JsonAsync(context, job, ManagementJson.Default.RedeliveryJob, StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    public static async Task ListAsync(HttpContext context)
    {
        var jobs = await Redelivery(context).ListAsync(context.RequestAborted).ConfigureAwait(false);
        await Answers.JsonAsync(context, jobs, ManagementJson.Default.IReadOnlyListRedeliveryJob).ConfigureAwait(false);
    }

    public static async Task CancelAsync(HttpContext context)
    {
        var id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        if (!await Redelivery(context).CancelAsync(id, context.RequestAborted).ConfigureAwait(false))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, "There is no such redelivery that has not ended.").ConfigureAwait(false);
            return;
        }
        Log.RedeliveryCancelled(Answers.Logger(context), id, Answers.User(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async ValueTask<RedeliveryRequest?> RequestAsync(HttpContext context)
    {
        if (await Answers.ReadAsync(context, ManagementJson.Default.RedeliveryBody).ConfigureAwait(false) is not { } body)
            return null;
        try
        {
            if (body is { Scope: { } scope, From: { } from })
                return new RedeliveryRequest(Answers.Name(context), scope, from, body.Until) { Types = body.Types ?? [] };
        }
        catch (ArgumentException)
        {
            // Answered below.
        }
        await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, "Say scope, DeadLetters or Everything, and from, which is before until.").ConfigureAwait(false);
        return null;
    }

    private static IOutboxRedelivery Redelivery(HttpContext context) => context.RequestServices.GetRequiredService<IOutboxRedelivery>();
}
