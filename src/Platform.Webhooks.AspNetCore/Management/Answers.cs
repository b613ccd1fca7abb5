using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Platform.Webhooks.AspNetCore.Management;

/// <summary>How requests of the API are read and answered.</summary>
internal static class Answers
{
    private const int MostBytes = 64 * 1024;
    public const string RetryAfterSeconds = "10";

    public static Task JsonAsync<TValue>(HttpContext context, TValue value, JsonTypeInfo<TValue> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
    }

    public static Task ProblemAsync(HttpContext context, int status, string title)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Problem(title, status), ManagementJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }

    public static Task NoConsumerAsync(HttpContext context) => ProblemAsync(context, StatusCodes.Status404NotFound, "There is no such consumer.");

    /// <summary>For what may be asked again later.</summary>
    public static Task LaterAsync(HttpContext context, int status, string title)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return ProblemAsync(context, status, title);
    }

    /// <summary>
    /// Whether the request says that it is JSON. A form of another site cannot say so, and what else could asks the browser's leave first; so nobody is made
    /// to change something by a page that
    /// he looks at while he is signed in by a cookie.
    /// </summary>
    public static async ValueTask<bool> IsJsonAsync(HttpContext context)
    {
        if (context.Request.HasJsonContentType())
            return true;
        await ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send application/json, also where there is no body.").ConfigureAwait(false);
        return false;
    }

    /// <returns>What the body says; nothing where it was answered that it says nothing of the kind.</returns>
    public static async ValueTask<TBody?> ReadAsync<TBody>(HttpContext context, JsonTypeInfo<TBody> type)
        where TBody : class
    {
        if (!await IsJsonAsync(context).ConfigureAwait(false))
            return null;
        // Also of a body whose length nobody has announced.
        if (await RawBody.ReadAsync(context.Request, MostBytes, context.RequestAborted).ConfigureAwait(false) is not { } raw)
        {
            await ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, $"A body has at most {MostBytes} bytes.").ConfigureAwait(false);
            return null;
        }
        using (raw)
        {
            try
            {
                if (JsonSerializer.Deserialize(raw.Bytes.Span, type) is { } body)
                    return body;
            }
            catch (JsonException)
            {
                // Answered below, as a body that is null.
            }
        }
        await ProblemAsync(context, StatusCodes.Status400BadRequest, "The body is not what is asked for here.").ConfigureAwait(false);
        return null;
    }

    public static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    public static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetService<ILoggerFactory>()?.CreateLogger("Platform.Webhooks.AspNetCore.Management") ?? (ILogger)NullLogger.Instance;

    public static string? User(HttpContext context) => context.User.Identity?.Name;
}
