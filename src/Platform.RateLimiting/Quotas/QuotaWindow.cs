namespace Platform.RateLimiting.Quotas;

/// <summary>One window of a calendar: from an instant up to, and without, another.</summary>
/// <param name="Index">Its number in its calendar. The next window that is not empty has a higher one.</param>
/// <param name="Start">Its first instant.</param>
/// <param name="End">The first instant after it.</param>
internal readonly record struct QuotaWindow(long Index, DateTimeOffset Start, DateTimeOffset End)
{
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;
}
