using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.AspNetCore;

/// <summary>Answers what comes back as an exception, and what comes back as a status from 400 to 599 that nobody gave a body.</summary>
internal sealed class ErrorMiddleware(
    RequestDelegate next,
    ErrorResponseWriter writer,
    HttpExceptionMap exceptions,
    StatusErrors statuses,
    IOptions<PlatformErrorsAspNetCoreOptions> options)
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
        catch (Exception exception) when (exception is not UnsentAnswerException)
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
        catch (Exception exception) when (exception is not UnsentAnswerException)
        {
            await AnswerAsync(context, exception).ConfigureAwait(false);
            return;
        }
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            await SettleAsync(context).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The last line: whatever stands in the way of an answer is answered too.")]
    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        try
        {
            await writer.WriteAsync(context, exception).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not UnsentAnswerException)
        {
            await writer.WriteLastAsync(context, exception, fault).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The last line: whatever stands in the way of an answer is answered too.")]
    private Task SettleAsync(HttpContext context)
    {
        try
        {
            var settling = Settle(context);
            return settling.IsCompletedSuccessfully ? Task.CompletedTask : Awaited(context, settling);
        }
        catch (Exception fault)
        {
            return writer.WriteLastAsync(context, failed: null, fault);
        }

        async Task Awaited(HttpContext context, ValueTask settling)
        {
            try
            {
                await settling.ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not UnsentAnswerException)
            {
                await writer.WriteLastAsync(context, failed: null, fault).ConfigureAwait(false);
            }
        }
    }

    private ValueTask Settle(HttpContext context)
    {
        var response = context.Response;
        if (ReportedFailure.Of(context) is not null)
            return default;
        // An exception that the framework's own handler has caught: it is silent about those that an IExceptionHandler took.
        var handled = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (ResponseParts.IsEmpty(response))
        {
            if (!MayAnswer(context))
                return default;
            // Who binds a body that breaks off makes a bare 400 of it, as if the client had sent something wrong and waited for an answer.
            var isCutOff = response.StatusCode == StatusCodes.Status400BadRequest && Cancellation.IsOfClient(context);
            var error = handled is not null ? exceptions.Map(context, handled) : isCutOff ? CommonErrors.Canceled() : statuses.Of(response);
            return writer.WriteAsync(context, in error);
        }
        if (handled is not null)
            Tell(context, exceptions.Map(context, handled));
        else if (response.ContentType?.StartsWith(ProblemWriter.MediaType, StringComparison.OrdinalIgnoreCase) == true)
            Tell(context, statuses.Of(response));
        return default;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The answer is somebody else's, and whole.")]
    private void Tell(HttpContext context, in Error error)
    {
        try
        {
            writer.ReportAndMark(context, in error);
        }
        catch (Exception)
        {
            // What stands in the way of telling operators must not take the answer from the caller.
        }
    }

    private bool MayAnswer(HttpContext context) =>
        _answerEmpty
        && context.GetEndpoint()?.Metadata.GetMetadata<ISkipStatusCodePagesMetadata>() is null
        && context.Features.Get<IStatusCodePagesFeature>() is not { Enabled: false };
}
