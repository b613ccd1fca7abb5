using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.EntityFrameworkCore;

/// <summary>A time that is later with each reading, by a microsecond where the clock is not.</summary>
internal sealed class RisingTime
{
    private long _last = long.MinValue;

    public DateTimeOffset After(DateTimeOffset now) => OutboxTime.Instant(_last = Math.Max(_last + 1, OutboxTime.Microseconds(now)));
}
