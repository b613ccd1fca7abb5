using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Delivery;

/// <summary>
/// Asks whether whoever is at a destination wants its webhooks, before any is sent: else a program could be made to call a third party a thousand times. Thread-safe.
/// <c>AddPlatformWebhooks()</c> registers one.
/// </summary>
/// <remarks>
/// It is a webhook of the type <see cref="ChallengeType"/>, signed as all are: <c>{"type":…,"timestamp":…,"data":{"challenge":…}}</c>. A receiver that answers 2xx with
/// <c>{"challenge":…}</c>, or with those characters alone, has read it. The receiver of Platform.Webhooks.AspNetCore does so by itself.
/// </remarks>
/// <param name="sender">Makes the attempt.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookOwnership(WebhookSender sender, TimeProvider time)
{
    /// <summary>The type of a challenge.</summary>
    public const string ChallengeType = OutboxEvent.PlatformPrefix + "webhooks.challenge";

    private const int RandomBytes = 32;

    /// <summary>Asks once.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="signer">Signs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it was answered as it must be, and what the attempt came to. Whatever the receiver does, it does not throw.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<WebhookOwnershipAnswer> ChallengeAsync(Uri destination, WebhookSigner signer, CancellationToken cancellationToken = default) =>
        ChallengeAsync(destination, signer, null, cancellationToken);

    /// <summary>Asks once, in the name of one customer of the sender.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="signer">Signs.</param>
    /// <param name="account">
    /// Which customer has entered the destination, in <c>data.account</c>: printable ASCII without spaces, at most 256 characters. Where one key signs for
    /// all customers, the receiver
    /// cannot tell them apart by anything else.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it was answered as it must be, and what the attempt came to. Whatever the receiver does, it does not throw.</returns>
    /// <exception cref="ArgumentException"><paramref name="account"/> is not as it must be.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<WebhookOwnershipAnswer> ChallengeAsync(Uri destination, WebhookSigner signer, string? account,
        CancellationToken cancellationToken = default)
    {
        OutboxEvent.RequireName(account, nameof(account));
        var now = time.GetUtcNow();
        var challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var body = JsonSerializer.SerializeToUtf8Bytes(new WebhookChallenge(ChallengeType, now, new WebhookChallengeData(challenge, account)),
            WebhookJson.Default.WebhookChallenge);
        var answer = new AnswerStart();
        var attempt = await sender.SendAsync(destination, signer, $"msg_{Guid.CreateVersion7(now):n}", "application/json", body, answer, cancellationToken).ConfigureAwait(false);
        return new WebhookOwnershipAnswer(attempt.Outcome == WebhookOutcome.Delivered && Repeats(answer.Bytes, challenge), attempt);
    }

    internal static bool Repeats(ReadOnlyMemory<byte> answer, string challenge)
    {
        if (Encoding.UTF8.GetString(answer.Span).Trim() == challenge)
            return true;
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("challenge", out var repeated) && repeated.ValueKind == JsonValueKind.String && repeated.ValueEquals(challenge);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>What a challenge came to.</summary>
/// <param name="IsConfirmed">Whether whoever is there has read it.</param>
/// <param name="Attempt">The attempt.</param>
public readonly record struct WebhookOwnershipAnswer(bool IsConfirmed, WebhookAttempt Attempt);

/// <summary>A challenge as it is written.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Timestamp">When it was made.</param>
/// <param name="Data">What is to be repeated.</param>
internal sealed record WebhookChallenge(string Type, DateTimeOffset Timestamp, WebhookChallengeData Data);

/// <summary>What is to be repeated.</summary>
/// <param name="Challenge">Random characters of base64url.</param>
/// <param name="Account">Whose endpoint it is to be.</param>
internal sealed record WebhookChallengeData(string Challenge, string? Account);
