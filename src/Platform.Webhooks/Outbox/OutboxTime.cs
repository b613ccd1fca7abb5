namespace Platform.Webhooks.Outbox;

/// <summary>Times as stores keep them: microseconds since 1970, which every engine compares alike.</summary>
public static class OutboxTime
{
    /// <summary>An instant as a number; what is finer is cut off.</summary>
    /// <param name="instant">The instant.</param>
    /// <returns>Microseconds since 1970.</returns>
    public static long Microseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A number as an instant.</summary>
    /// <param name="microseconds">Microseconds since 1970.</param>
    /// <returns>The instant, in UTC.</returns>
    public static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
