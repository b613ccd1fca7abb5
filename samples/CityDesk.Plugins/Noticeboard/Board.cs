using System.Collections.Concurrent;
using System.Globalization;
using CityDesk.Contract;

namespace CityDesk.Plugins.Noticeboard;

/// <summary>
/// The board of the neighbourhood: hears what becomes of requests, and says on the page of each what was put up there. One object for
/// both, and kept as long as its process lives.
/// </summary>
public sealed class Board : INotificationChannel, IConsolePanel
{
    private const int MostRequests = 10_000;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, RequestNotice>> _told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask TellAsync(RequestNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        if (_told.Count >= MostRequests)
            _told.Clear();
        // What is told again has the same id, and is put up once.
        _told.GetOrAdd(notice.Request, static _ => new(StringComparer.Ordinal)).TryAdd(notice.Id, notice);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<PanelContent?> ShowAsync(PanelSubject subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return _told.TryGetValue(subject.Request, out var told)
            ? new(new PanelContent(
                "What the neighbourhood was told",
                [.. told.Values.OrderBy(static notice => notice.At).ThenBy(static notice => notice.Kind).Select(RowOf)]))
            : default;
    }

    private static PanelRow RowOf(RequestNotice notice) => new(
        notice.At.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC",
        notice.Kind switch
        {
            RequestNoticeKind.Opened => $"{notice.Service}: somebody has reported it.",
            RequestNoticeKind.Assigned => $"{notice.Service}: {notice.Team} sees to it.",
            _ => $"{notice.Service}: it is closed.",
        });
}
