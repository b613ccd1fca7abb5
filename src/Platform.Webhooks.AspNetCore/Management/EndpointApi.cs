using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Management;

/// <summary>
/// Receivers that come and go. The version is the entity tag (RFC 9110, section 8.8.3): whoever replaces one has to say which he has seen.
/// </summary>
internal static class EndpointApi
{
    private const int MostListed = 100;
    private const int MostNamed = 256;
    private const long NoVersion = -1;

    public static Task ListAsync(HttpContext context) => TryAsync(context, async () =>
    {
        var after = (string?)context.Request.Query["after"];
        var found = await Endpoints(context).ListAsync(Tenant(context), after, MostListed, context.RequestAborted).ConfigureAwait(false);
        await Answers.JsonAsync(context, found, ManagementJson.Default.IReadOnlyListRegisteredEndpoint).ConfigureAwait(false);
    });

    public static Task FindAsync(HttpContext context) => TryAsync(context, async () => await AnswerAsync(
        context, await Endpoints(context)
            .FindAsync(Tenant(context), Id(context), context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false));

    public static Task CreateAsync(HttpContext context) => WithBodyAsync(context, ManagementJson.Default.EndpointBody, async body =>
    {
        var issued = await Endpoints(context)
            .CreateAsync(Tenant(context), body.Settings(), By(context), context.RequestAborted).ConfigureAwait(false);
        // Relative to the request, whatever stands before the application.
        var last = context.Request.Path.Value?.TrimEnd('/').Split('/')[^1];
        context.Response.Headers.Location = $"{last}/{issued.Endpoint.Id}{context.Request.QueryString}";
        await AnswerAsync(context, issued, StatusCodes.Status201Created).ConfigureAwait(false);
    });

    public static Task ChangeAsync(HttpContext context) => WithBodyAsync(context, ManagementJson.Default.EndpointBody, async body =>
    {
        if (await IsVersionNamedAsync(context).ConfigureAwait(false))
        {
            var changed = await Endpoints(context)
                .ChangeAsync(Seen(context), body.Settings(), By(context), context.RequestAborted).ConfigureAwait(false);
            await AnswerAsync(context, changed).ConfigureAwait(false);
        }
    });

    public static Task DeleteAsync(HttpContext context) => TryAsync(context, async () =>
    {
        if (await Endpoints(context).DeleteAsync(Seen(context), By(context), context.RequestAborted).ConfigureAwait(false))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await NoEndpointAsync(context).ConfigureAwait(false);
    });

    /// <summary>For the URL that was seen, and no other.</summary>
    public static Task VouchAsync(HttpContext context) => OfJsonAsync(context, async () =>
    {
        if (await IsVersionNamedAsync(context).ConfigureAwait(false))
        {
            await AnswerAsync(context, await Endpoints(context)
                .VouchAsync(Seen(context), By(context), context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
        }
    });

    public static Task PauseAsync(HttpContext context) =>
        StepAsync(context, static (endpoints, seen, by, token) => endpoints.PauseAsync(seen, by, token));

    public static Task ResumeAsync(HttpContext context) =>
        StepAsync(context, static (endpoints, seen, by, token) => endpoints.ResumeAsync(seen, by, token));

    public static Task ConfirmAsync(HttpContext context) => OfJsonAsync(context, async () =>
    {
        if (await Endpoints(context)
            .ConfirmAsync(Seen(context), By(context), context.RequestAborted).ConfigureAwait(false) is not { } answer)
        {
            await NoEndpointAsync(context).ConfigureAwait(false);
            return;
        }
        Tag(context, answer.Endpoint);
        var confirmation = new ConfirmationAnswer(answer.IsConfirmed, Shown(answer.Attempt), answer.Endpoint);
        await Answers.JsonAsync(context, confirmation, ManagementJson.Default.ConfirmationAnswer).ConfigureAwait(false);
    });

    public static Task RotateAsync(HttpContext context) =>
        IssueAsync(context, static (endpoints, seen, by, token) => endpoints.RotateSecretAsync(seen, by, token));

    public static Task RevokeAsync(HttpContext context) =>
        IssueAsync(context, static (endpoints, seen, by, token) => endpoints.RevokeSecretsAsync(seen, by, token));

    public static Task TestAsync(HttpContext context) => WithBodyAsync(context, ManagementJson.Default.TestBody, async body =>
    {
        if (await Endpoints(context).SendTestAsync(Seen(context), body.Type, context.RequestAborted).ConfigureAwait(false) is { } attempt)
            await Answers.JsonAsync(context, Shown(attempt), ManagementJson.Default.AttemptAnswer).ConfigureAwait(false);
        else
            await Answers.ProblemAsync(context, StatusCodes.Status404NotFound,
                "There is no such receiver that is confirmed.").ConfigureAwait(false);
    });

    /// <summary>As text in JSON, which no browser takes for a page, whatever a stranger has answered.</summary>
    public static Task ListAttemptsAsync(HttpContext context) => TryAsync(context, async () =>
    {
        long? before = null;
        if (context.Request.Query.TryGetValue("before", out var text))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest,
                    "before is the number of an attempt.").ConfigureAwait(false);
                return;
            }
            before = number;
        }
        var found = await Endpoints(context)
            .ListAttemptsAsync(Tenant(context), Id(context), before, MostListed, context.RequestAborted).ConfigureAwait(false);
        if (found is null)
        {
            await NoEndpointAsync(context).ConfigureAwait(false);
            return;
        }
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await Answers.JsonAsync(
            context, [.. found.Select(KeptAttemptAnswer.Of)], ManagementJson.Default.IReadOnlyListKeptAttemptAnswer).ConfigureAwait(false);
    });

    private static Task StepAsync(
        HttpContext context, Func<IWebhookEndpoints, EndpointReference, string?, CancellationToken, ValueTask<RegisteredEndpoint?>> step) =>
        OfJsonAsync(context, async () => await AnswerAsync(
            context, await step(Endpoints(context), Seen(context), By(context),
                context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false));

    private static Task IssueAsync(
        HttpContext context, Func<IWebhookEndpoints, EndpointReference, string?, CancellationToken, ValueTask<IssuedEndpoint?>> issue) =>
        OfJsonAsync(context, async () =>
        {
            var issued = await issue(Endpoints(context), Seen(context), By(context), context.RequestAborted).ConfigureAwait(false);
            await (issued is null ? NoEndpointAsync(context) : AnswerAsync(context, issued, StatusCodes.Status200OK)).ConfigureAwait(false);
        });

    private static async ValueTask<bool> IsVersionNamedAsync(HttpContext context)
    {
        if (Seen(context).Version is not null)
            return true;
        await Answers.ProblemAsync(
            context, StatusCodes.Status428PreconditionRequired,
                "Send If-Match with the entity tag of the receiver as you have seen it.").ConfigureAwait(false);
        return false;
    }

    private static async Task OfJsonAsync(HttpContext context, Func<Task> answer)
    {
        if (await Answers.IsJsonAsync(context).ConfigureAwait(false))
            await TryAsync(context, answer).ConfigureAwait(false);
    }

    private static async Task WithBodyAsync<TBody>(
        HttpContext context, JsonTypeInfo<TBody> type, Func<TBody, Task> answer)
        where TBody : class
    {
        if (await Answers.ReadAsync(context, type).ConfigureAwait(false) is { } body)
            await TryAsync(context, () => answer(body)).ConfigureAwait(false);
    }

    /// <summary>What was said wrongly is no failure of the program.</summary>
    private static async Task TryAsync(HttpContext context, Func<Task> answer)
    {
        if (FaultOfTenant(context) is { } fault)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
            return;
        }
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (WebhookEndpointRefusedException refusal)
        {
            const string Title = "What is said of the receiver cannot be.";
            var errors = new Dictionary<string,
                string[]>
            { [JsonNamingPolicy.CamelCase.ConvertName(refusal.Property)] = [refusal.Message] };
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await context.Response.WriteAsJsonAsync(
                new RefusedProblem(Title, StatusCodes.Status422UnprocessableEntity, errors), ManagementJson.Default.RefusedProblem,
                "application/problem+json", context.RequestAborted).ConfigureAwait(false);
        }
        catch (WebhookEndpointConflictException conflict)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status412PreconditionFailed, conflict.Message).ConfigureAwait(false);
        }
        catch (WebhookSecretsUnavailableException away)
        {
            await Answers.LaterAsync(context, StatusCodes.Status503ServiceUnavailable, away.Message).ConfigureAwait(false);
        }
        catch (WebhookEndpointLimitException limit)
        {
            if (limit.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await Answers.ProblemAsync(
                context, limit.RetryAfter is null ? StatusCodes.Status409Conflict : StatusCodes.Status429TooManyRequests,
                    limit.Message).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, RegisteredEndpoint? endpoint)
    {
        if (endpoint is null)
            return NoEndpointAsync(context);
        Tag(context, endpoint);
        return Answers.JsonAsync(context, endpoint, ManagementJson.Default.RegisteredEndpoint);
    }

    private static Task AnswerAsync(HttpContext context, IssuedEndpoint issued, int status)
    {
        Tag(context, issued.Endpoint);
        return Answers.JsonAsync(context, new IssuedAnswer(issued.Endpoint, issued.Secret.Export()), ManagementJson.Default.IssuedAnswer,
            status);
    }

    private static Task NoEndpointAsync(HttpContext context) =>
        Answers.ProblemAsync(context, StatusCodes.Status404NotFound, "There is no such receiver.");

    private static void Tag(HttpContext context, RegisteredEndpoint endpoint) =>
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{endpoint.Version}\"");

    /// <summary>What is no tag of this API is that of no version: it never matches. None, and <c>*</c>, are whichever there is.</summary>
    private static EndpointReference Seen(HttpContext context)
    {
        var said = context.Request.Headers.IfMatch;
        if (said.Count == 0 || said.ToString().Trim() == "*")
            return new EndpointReference(Tenant(context), Id(context));
        var version = NoVersion;
        if (EntityTagHeaderValue.TryParseStrictList([.. said.OfType<string>()], out var tags) && tags is [{ IsWeak: false } tag])
        {
            var isVersion = long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            version = isVersion ? number : NoVersion;
        }
        return new EndpointReference(Tenant(context), Id(context), version);
    }

    private static AttemptAnswer Shown(WebhookAttempt attempt) =>
        new(attempt.Outcome.ToString(), attempt.Status, attempt.Duration.TotalMilliseconds);

    private static string? Tenant(HttpContext context) => (string?)context.Request.Query["tenant"];

    /// <summary>
    /// Nobody means the receivers of the program itself, which are told of all tenants' events, by leaving something out.
    /// </summary>
    private static string? FaultOfTenant(HttpContext context)
    {
        var (tenant, own) = (context.Request.Query["tenant"], context.Request.Query["own"]);
        if (own.Count > 0)
            return own is ["true"] && tenant.Count == 0 ? null : "own is true, and then there is no tenant.";
        return tenant is [{ } name] && IsName(name)
            ? null : "Name a tenant, in printable ASCII without spaces; or say own=true, for receivers that get the events of all.";
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    /// <summary>A name of a user may hold what a name of an event may not.</summary>
    private static string? By(HttpContext context) => Answers.User(context) is { Length: > 0 } user
        ? string.Concat(user.Take(MostNamed).Select(static character => character is > ' ' and <= '~' ? character : '_')) : null;

    private static bool IsName(string value) => value.Length is > 0 and <= MostNamed
        && !value.Any(static character => character is <= ' ' or > '~');

    private static IWebhookEndpoints Endpoints(HttpContext context) => context.RequestServices.GetRequiredService<IWebhookEndpoints>();
}
