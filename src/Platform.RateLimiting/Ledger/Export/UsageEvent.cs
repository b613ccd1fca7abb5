using System.Globalization;
using System.Text.Json;
using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting;

/// <summary>What a consumer used in a slice of time, as an event of CloudEvents 1.0.</summary>
/// <remarks><see cref="Source"/> and <see cref="Id"/> together identify it for good (CloudEvents 1.0, section 3.1): a receiver that drops what it has seen counts nothing twice.</remarks>
public sealed class UsageEvent
{
    /// <summary>The <c>type</c> of these events.</summary>
    public const string Type = "platform.ratelimiting.usage.v1";

    internal UsageEvent(string source, long number, UsageSlice slice)
    {
        (Source, Number) = (source, number);
        (Policy, Consumer, From, To, Amount) = (slice.Policy, slice.Consumer, slice.Start, slice.End, slice.Amount);
    }

    /// <summary>The ledger.</summary>
    public string Source { get; }

    /// <summary>The event's number in its ledger, from 1 without a gap.</summary>
    public long Number { get; }

    /// <summary>The number, as text.</summary>
    public string Id => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The policy's name.</summary>
    public string Policy { get; }

    /// <summary>The consumer; the event's <c>subject</c>.</summary>
    public string Consumer { get; }

    /// <summary>The first instant of the slice.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The first instant after it; the event's <c>time</c>.</summary>
    public DateTimeOffset To { get; }

    /// <summary>Permits used. Negative for a correction that gives back more than was used since.</summary>
    public long Amount { get; }

    /// <summary>Writes it in the JSON event format of CloudEvents 1.0.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", Id);
        writer.WriteString("source", Source);
        writer.WriteString("type", Type);
        writer.WriteString("subject", Consumer);
        writer.WriteString("time", Text(To));
        writer.WriteString("datacontenttype", "application/json");
        writer.WriteStartObject("data");
        writer.WriteString("policy", Policy);
        writer.WriteString("consumer", Consumer);
        writer.WriteString("from", Text(From));
        writer.WriteString("to", Text(To));
        writer.WriteNumber("amount", Amount);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>RFC 3339.</summary>
    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
