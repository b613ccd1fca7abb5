using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.AspNetCore.Sources;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Replay;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore;

/// <summary>
/// Receives one message: reads its bytes, verifies them, claims the message, and only then binds and handles it. Whatever is wrong with its
/// authenticity is answered with the same 403
/// without a body (401 would owe the stranger a challenge: RFC 9110, section 15.5.2); what it was stands in the log.
/// </summary>
internal sealed class WebhookReceiver(WebhookSources sources, IReplayStore store, Telemetry telemetry, TimeProvider time, ILogger<WebhookReceiver> logger)
{
    private const int RetryAfterSeconds = 10;
    private const int MostChallenge = 128;
    private const int MostAccount = 256;

    public async Task ReceiveAsync(HttpContext http, WebhookSource source, WebhookHandler handler)
    {
        if (await RawBody.ReadAsync(http.Request, source.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            Log.TooLarge(logger, source.Name, source.MaxBodyBytes, http.Connection.RemoteIpAddress);
            Answer(http, source, StatusCodes.Status413PayloadTooLarge, "too_large");
            return;
        }
        using (body)
        {
            var headers = new RequestHeaders(http.Request.Headers);
            var verification = source.Verifier.Verify(headers, body.Bytes.Span);
            if (!verification.IsVerified)
            {
                Refuse(http, source, headers, verification, body.Bytes.Length);
                return;
            }
            var message = source.Verifier.Scheme.Describe(headers, body.Bytes.Span);
            await HandleOnceAsync(source, message, handler, verification.Key!, new WebhookContext(http, source.Name, body.Bytes)
            {
                Id = message.Id,
                EventType = message.EventType,
                SentAt = verification.Timestamp,
                KeyId = verification.Key!.KeyId,
            }).ConfigureAwait(false);
        }
    }

    private void Refuse(HttpContext http, WebhookSource source, RequestHeaders headers, WebhookVerification verification, int bytes)
    {
        var scheme = source.Verifier.Scheme;
        var skew = verification.Timestamp - time.GetUtcNow();
        Log.Refused(
            logger, source.Name, verification.Fault, verification.Field, scheme.Name, bytes, verification.Timestamp, skew?.TotalSeconds,
            verification.Key?.KeyId, source.KeyIds, http.Connection.RemoteIpAddress, RefusedValues.Of(headers, scheme.Fields));
        Answer(http, source, StatusCodes.Status403Forbidden, verification.Fault.ToString());
    }

    private async Task HandleOnceAsync(WebhookSource source, WebhookMessage message, WebhookHandler handler, IWebhookVerificationKey key,
        WebhookContext context)
    {
        var http = context.HttpContext;
        if (message.EventType == WebhookOwnership.ChallengeType && source.Verifier.Scheme == WebhookScheme.Standard)
        {
            await RepeatAsync(source, key, context).ConfigureAwait(false);
            return;
        }
        ReplayClaim claim;
        try
        {
            claim = await store.ClaimAsync(source.Name, message.ReplayKey, sources.Options.HandlerLease, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.StoreFailed(logger, failure, source.Name, message.Id, message.EventType);
            AskToComeBack(http, source, "store_failed");
            return;
        }
        switch (claim.State)
        {
            case ReplayState.Claimed:
                await HandleAsync(source, message, claim, handler, context).ConfigureAwait(false);
                break;
            case ReplayState.Completed:
                // The answer of the first delivery again: a sender whose answer was lost must not retry for days, and whoever replays one learns nothing.
                Log.Replayed(logger, source.Name, message.Id, message.EventType, context.SentAt, context.KeyId, http.Connection.RemoteIpAddress);
                Answer(http, source, StatusCodes.Status204NoContent, "replayed");
                break;
            case ReplayState.InProgress:
                Log.InProgress(logger, source.Name, message.Id, message.EventType, http.Connection.RemoteIpAddress);
                AskToComeBack(http, source, "in_progress");
                break;
            default:
                Log.StoreFull(logger, source.Name, message.Id, message.EventType);
                AskToComeBack(http, source, "store_full");
                break;
        }
    }

    /// <summary>
    /// The sender asks whether its webhooks are wanted here. To have the secret of the source is to want them; a key that signs for others as well says
    /// nothing of the kind.
    /// </summary>
    private async Task RepeatAsync(WebhookSource source, IWebhookVerificationKey key, WebhookContext context)
    {
        var http = context.HttpContext;
        if (Challenge(context.Body) is not var (challenge, account))
        {
            Answer(http, source, StatusCodes.Status400BadRequest, "unreadable");
            return;
        }
        if (!source.Wants(account, key))
        {
            Log.NotWanted(logger, source.Name, account, context.KeyId, http.Connection.RemoteIpAddress);
            Answer(http, source, StatusCodes.Status403Forbidden, "not_wanted");
            return;
        }
        Log.Challenged(logger, source.Name, context.KeyId, http.Connection.RemoteIpAddress);
        Answer(http, source, StatusCodes.Status200OK, "challenged");
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"challenge":"{{challenge}}"}""", http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Only what can be a challenge is repeated: characters of base64url, and not many.</summary>
    private static (string Challenge, string? Account)? Challenge(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("challenge", out var challenge) && challenge.ValueKind == JsonValueKind.String
                && challenge.GetString() is { Length: > 0 and <= MostChallenge } text && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
                ? (text, Account(data))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>It stands in a log, so it holds nothing that could look like more than one name.</summary>
    private static string? Account(JsonElement data) =>
        data.TryGetProperty("account", out var account) && account.ValueKind == JsonValueKind.String
        && account.GetString() is { Length: > 0 and <= MostAccount } text && text.All(static character => character is > ' ' and < '\x7f')
            ? text
            : null;

    private async Task HandleAsync(WebhookSource source, WebhookMessage message, ReplayClaim claim, WebhookHandler handler, WebhookContext context)
    {
        var http = context.HttpContext;
        object? value;
        try
        {
            value = handler.Read(context.Body.Span);
        }
        catch (JsonException failure)
        {
            await ReleaseAsync(source, message, claim).ConfigureAwait(false);
            Log.Unreadable(logger, failure, source.Name, handler.TypeName, message.Id, message.EventType, context.Body.Length, context.KeyId);
            Answer(http, source, StatusCodes.Status400BadRequest, "unreadable");
            return;
        }
        try
        {
            await handler.HandleAsync(value, context).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await ReleaseAsync(source, message, claim).ConfigureAwait(false);
            Log.HandlerFailed(logger, failure, source.Name, message.Id, message.EventType, context.SentAt, context.Body.Length, context.KeyId);
            telemetry.Received(source.Name, "failed");
            throw;
        }
        if (http.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            // The handler has said no itself.
            await ReleaseAsync(source, message, claim).ConfigureAwait(false);
            telemetry.Received(source.Name, "failed");
            return;
        }
        await CompleteAsync(source, message, claim).ConfigureAwait(false);
        Log.Handled(logger, source.Name, message.Id, message.EventType, context.SentAt, context.Body.Length, context.KeyId, http.Connection.RemoteIpAddress);
        telemetry.Received(source.Name, "handled");
        if (!http.Response.HasStarted && http.Response.StatusCode == StatusCodes.Status200OK)
            http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Not ended with the request: what was done is done, whether or not somebody still waits to hear it.</summary>
    private async Task CompleteAsync(WebhookSource source, WebhookMessage message, ReplayClaim claim)
    {
        try
        {
            await store.CompleteAsync(source.Name, message.ReplayKey, claim, sources.Options.ReplayRetention, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a store throws: the message was handled, and an error would have it handled again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotRemembered(logger, failure, source.Name, message.Id);
        }
    }

    private async Task ReleaseAsync(WebhookSource source, WebhookMessage message, ReplayClaim claim)
    {
        try
        {
            await store.ReleaseAsync(source.Name, message.ReplayKey, claim, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a store throws: the claim runs out by itself, and the failure that led here is the one to be told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.StoreFailed(logger, failure, source.Name, message.Id, message.EventType);
        }
    }

    private void AskToComeBack(HttpContext http, WebhookSource source, string outcome)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        Answer(http, source, StatusCodes.Status503ServiceUnavailable, outcome);
    }

    private void Answer(HttpContext http, WebhookSource source, int status, string outcome)
    {
        http.Response.StatusCode = status;
        telemetry.Received(source.Name, outcome);
    }
}
