using System.Globalization;

namespace CityDesk.Pages.Queue;

/// <summary>
/// A place between two rows of the queue, named by the row beside it. Rows that are added or closed elsewhere do not move it,
/// as they would move a page number.
/// </summary>
/// <param name="RequestedAt">Time of the row beside the place, in the microseconds that both engines keep.</param>
/// <param name="Id">Tells rows of the same moment apart.</param>
/// <param name="Direction">Which rows are meant, seen from that row, which is not one of them.</param>
internal sealed record QueueCursor(DateTimeOffset RequestedAt, long Id, QueueDirection Direction)
{
    public static QueueCursor? TryParse(string? text, QueueDirection direction)
    {
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds)
            || !long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || microseconds < DateTimeOffset.MinValue.Subtract(DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            || microseconds > DateTimeOffset.MaxValue.Subtract(DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond)
            return null;
        return new QueueCursor(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), id, direction);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(RequestedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond}.{Id}");
}

internal enum QueueDirection
{
    Older,
    Newer,
}
