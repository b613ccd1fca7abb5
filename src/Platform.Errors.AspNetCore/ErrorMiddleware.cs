using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.AspNetCore;

/// <summary>Answers what comes back as an exception, and what comes back as a status from 400 to 599 that nobody gave a body.</summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ErrorResponseWriter writer, HttpExceptionMap exceptions, StatusErrors statuses, IOptions<PlatformErrorsAspNetCoreOptions> options)
{
    private readonly bool _answerEmpty = options.Value.AnswerEmptyStatusCodes;

    // Runs for every request, most of which succeed: those wait for nothing and cost nothing here.
    [HotPath]
    [SuppressMessage("Design", "CA1031", Justification = "Every exception is somebody's failed request.")]
    public Task InvokeAsync(HttpContext context)
    {
        Task running;
        try
        {
            running = next(context);
        }
        catch (Exception exception)
        {
            return AnswerAsync(context, exception);
        }
        if (!running.IsCompletedSuccessfully)
            return AwaitedAsync(context, running);
        return context.Response.StatusCode < StatusCodes.Status400BadRequest ? Task.CompletedTask : SettleAsync(context);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every exception is somebody's failed request.")]
    private async Task AwaitedAsync(HttpContext context, Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception).ConfigureAwait(false);
            return;
        }
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            await SettleAsync(context).ConfigureAwait(false);
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        var error = exceptions.Map(context, exception);
        if (!context.Response.HasStarted)
            Clear(context.Response);
        return writer.WriteAsync(context, in error).AsTask();
    }

    /// <summary>What the failed attempt has prepared (a length, a cache lifetime, an ETag) is not true of the answer. What says who may read an answer is.</summary>
    private static void Clear(HttpResponse response)
    {
        var headers = response.Headers;
        var (challenge, allow) = (headers.WWWAuthenticate, headers.Allow);
        response.Clear();
        if (challenge.Count > 0)
            headers.WWWAuthenticate = challenge;
        if (allow.Count > 0)
            headers.Allow = allow;
    }

    private Task SettleAsync(HttpContext context)
    {
        var response = context.Response;
        if (context.Features.Get<ReportedFailure>() is not null)
            return Task.CompletedTask;
        // An exception that the framework's own handler has caught: it is silent about those that an IExceptionHandler took.
        var handled = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (IsEmpty(response))
        {
            if (!MayAnswer(context))
                return Task.CompletedTask;
            var error = handled is null ? statuses.Of(response) : exceptions.Map(context, handled);
            return writer.WriteAsync(context, in error).AsTask();
        }
        if (handled is not null)
            writer.Report(context, exceptions.Map(context, handled));
        else if (response.ContentType?.StartsWith(ProblemWriter.MediaType, StringComparison.OrdinalIgnoreCase) == true)
            writer.Report(context, statuses.Of(response));
        return Task.CompletedTask;
    }

    private static bool IsEmpty(HttpResponse response) => !response.HasStarted && response.ContentLength is null && string.IsNullOrEmpty(response.ContentType);

    private bool MayAnswer(HttpContext context) =>
        _answerEmpty
        && context.GetEndpoint()?.Metadata.GetMetadata<ISkipStatusCodePagesMetadata>() is null
        && context.Features.Get<IStatusCodePagesFeature>() is not { Enabled: false };
}
