using System.Data.Common;
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
        await TryAsync(context, StatusCodes.Status429TooManyRequests, async () =>
        {
            var estimate = await Redelivery(context).EstimateAsync(request, context.RequestAborted).ConfigureAwait(false);
            await (estimate is null ? Answers.NoConsumerAsync(context)
                : Answers.JsonAsync(context, estimate, ManagementJson.Default.RedeliveryEstimate)).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    public static async Task StartAsync(HttpContext context)
    {
        if (await RequestAsync(context).ConfigureAwait(false) is not { } request)
            return;
        await TryAsync(context, StatusCodes.Status409Conflict, async () =>
        {
            if (await Redelivery(context).StartAsync(request, context.RequestAborted).ConfigureAwait(false) is not { } job)
            {
                await Answers.NoConsumerAsync(context).ConfigureAwait(false);
                return;
            }
            Log.RedeliveryStarted(Answers.Logger(context), job.Id, job.Consumer, job.Scope, job.From, job.Until, Answers.User(context));
            await Answers.JsonAsync(context, job, ManagementJson.Default.RedeliveryJob, StatusCodes.Status202Accepted).ConfigureAwait(false);
        }).ConfigureAwait(false);
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

    /// <summary>What has to wait for another, or took the database too long, is no failure of the program: it is said, and may be asked again.</summary>
    private static async Task TryAsync(HttpContext context, int statusOfLimit, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (RedeliveryLimitException limit)
        {
            await Answers.LaterAsync(context, statusOfLimit, limit.Message).ConfigureAwait(false);
        }
        catch (DbException failure)
        {
            Log.TookTooLong(Answers.Logger(context), failure, Answers.Name(context));
            await Answers.LaterAsync(context, StatusCodes.Status503ServiceUnavailable,
                "The database does not answer in time: ask for less.").ConfigureAwait(false);
        }
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
        await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest,
            "Say scope, DeadLetters or Everything, and from, which is before until; and at most 100 types.").ConfigureAwait(false);
        return null;
    }

    private static IOutboxRedelivery Redelivery(HttpContext context) => context.RequestServices.GetRequiredService<IOutboxRedelivery>();
}
