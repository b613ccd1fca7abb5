using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>The framework's own way to write problems, so that what goes through it leaves in the one shape.</summary>
internal sealed class ErrorProblemDetailsService(
    ErrorResponseWriter writer,
    HttpExceptionMap exceptions,
    ProblemDetailsTranslation translation,
    IOptions<JsonOptions> json,
    IOptions<ProblemDetailsOptions> options) : IProblemDetailsService
{
    /// <summary>The member in which the developer exception page shows everything.</summary>
    private const string DeveloperPage = "exception";

    public async ValueTask WriteAsync(ProblemDetailsContext context) => await TryWriteAsync(context).ConfigureAwait(false);

    public async ValueTask<bool> TryWriteAsync(ProblemDetailsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var httpContext = context.HttpContext;
        if (httpContext.Response.HasStarted)
            return false;
        var thrown = context.Exception ?? httpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        Error? cause = thrown is null ? null : exceptions.Map(httpContext, thrown);
        if (cause is { } mapped && (context.ProblemDetails.Extensions.ContainsKey(DeveloperPage) || ProblemDetailsTranslation.IsBare(context.ProblemDetails)))
        {
            await writer.WriteAsync(httpContext, in mapped).ConfigureAwait(false);
            return true;
        }
        options.Value.CustomizeProblemDetails?.Invoke(context);
        var error = translation.ErrorOf(httpContext, context.ProblemDetails, json.Value.SerializerOptions.PropertyNamingPolicy);
        var supplement = ProblemDetailsTranslation.SupplementOf(context.ProblemDetails, in error, json.Value.SerializerOptions);
        await writer.WriteAsync(httpContext, thrown is null ? error : error.WithCause(thrown), in supplement).ConfigureAwait(false);
        return true;
    }
}
