using System.Text;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Management;

/// <summary>What is said of a receiver.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Types">The types of events.</param>
/// <param name="Channels">The channels; all where it is left out.</param>
/// <param name="Description">What people call it.</param>
/// <param name="IsThin">Whether it is sent thin events.</param>
/// <param name="Concurrency">How many attempts may be under way at once.</param>
/// <param name="PerSecond">How many may begin in a second.</param>
internal sealed record EndpointBody(
    string? Url, IReadOnlyList<string>? Types, IReadOnlyList<string>? Channels, string? Description, bool? IsThin, int? Concurrency,
        int? PerSecond)
{
    public WebhookEndpointSettings Settings()
    {
        var settings = new WebhookEndpointSettings(Url ?? "")
        {
            Types = Types ?? [],
            Channels = Channels ?? [],
            Description = Description,
            IsThin = IsThin ?? false,
            PerSecond = PerSecond,
        };
        return Concurrency is { } concurrency ? settings with { Concurrency = concurrency } : settings;
    }
}

/// <summary>Which test event is to be sent.</summary>
/// <param name="Type">The type of the catalogue; one that says nothing where it is left out.</param>
internal sealed record TestBody(string? Type);

/// <summary>A receiver with its new secret.</summary>
/// <param name="Endpoint">The receiver.</param>
/// <param name="Secret">The secret, shown this once.</param>
internal sealed record IssuedAnswer(RegisteredEndpoint Endpoint, string Secret);

/// <summary>What an attempt came to.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The status, where one came.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record AttemptAnswer(string Outcome, int? Status, double Milliseconds);

/// <summary>What a challenge came to.</summary>
/// <param name="IsConfirmed">Whether it was answered as it must be.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Endpoint">The receiver as it is now.</param>
internal sealed record ConfirmationAnswer(bool IsConfirmed, AttemptAnswer Attempt, RegisteredEndpoint Endpoint);

/// <summary>What cannot be, as RFC 9457 has it, with the members at fault.</summary>
/// <param name="Title">In a sentence.</param>
/// <param name="Status">The status.</param>
/// <param name="Errors">Of each member what is wrong with it.</param>
internal sealed record RefusedProblem(string Title, int Status, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>An attempt that is kept. What is text in it a stranger may have written.</summary>
/// <param name="Number">Its number.</param>
/// <param name="MessageId">The id of the event.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Attempt">Which attempt it was.</param>
/// <param name="At">When it ended.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The status, where one came.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Request">The beginning of what was sent.</param>
/// <param name="RequestBytes">How many bytes were sent.</param>
/// <param name="Answer">The beginning of what was answered.</param>
internal sealed record KeptAttemptAnswer(
    long Number, string MessageId, string Type, int Attempt, DateTimeOffset At, string Outcome, int? Status, double Milliseconds,
    string Request, int RequestBytes, string Answer)
{
    public static KeptAttemptAnswer Of(KeptAttempt kept) => new(
        kept.Number, kept.MessageId, kept.Type, kept.Attempt, kept.At, kept.Outcome.ToString(), kept.Status,
        kept.Duration.TotalMilliseconds, Encoding.UTF8.GetString(kept.Request.Span), kept.RequestLength,
        Encoding.UTF8.GetString(kept.Answer.Span));
}
