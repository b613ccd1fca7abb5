using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Pages.Queue;

/// <summary>
/// The staff queue: one city's requests, newest first. Each combination of filters without text is served by an index that
/// ends in (RequestedAt, Id), so a page costs the rows it shows, wherever in the queue it lies.
/// </summary>
internal sealed class RequestQueue(DeskDbContext context, TextSearch texts)
{
    private const int MostTeams = 100;

    /// <summary>
    /// The rows at <paramref name="cursor"/>, or the newest. Going back to where fewer rows are left than a page holds gives
    /// the first page, whole.
    /// </summary>
    public async Task<QueuePage> PageAsync(QueueFilter filter, QueueCursor? cursor, int size, CancellationToken cancellationToken)
    {
        var match = filter.Text is null ? null : await texts.FindAsync(filter.Text, cancellationToken);
        var matching = match is null ? Matching(filter) : Matching(filter, match.IsRare).Where(match.Holds);
        if (cursor is { Direction: QueueDirection.Newer })
        {
            var back = await RowsAsync(After(matching, cursor), ascending: true, size + 1, cancellationToken);
            if (back.Count > size)
            {
                back.RemoveAt(size);
                back.Reverse();
                return new QueuePage(back, Beside(back[0], QueueDirection.Newer), Beside(back[^1], QueueDirection.Older));
            }

            cursor = null;
        }

        var rows = await RowsAsync(cursor is null ? matching : Before(matching, cursor), ascending: false, size + 1, cancellationToken);
        var more = rows.Count > size;
        if (more)
            rows.RemoveAt(size);
        // Whoever came here by a cursor came from newer rows.
        var newer = cursor is null ? null : rows.Count > 0 ? Beside(rows[0], QueueDirection.Newer) : cursor with { Direction = QueueDirection.Newer };
        return new QueuePage(rows, newer, more ? Beside(rows[^1], QueueDirection.Older) : null);
    }

    /// <summary>Counts per status under all filters but the status.</summary>
    /// <returns><see langword="null"/> for a text search: counting it would read every row three times.</returns>
    public async Task<StatusCounts?> CountAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Text is not null)
            return null;
        return new StatusCounts(
            await CountAsync(RequestStatus.Open),
            await CountAsync(RequestStatus.Assigned),
            await CountAsync(RequestStatus.Closed));

        Task<int> CountAsync(RequestStatus status) =>
            NewestFirst(Matching(filter with { Status = status })).Take(StatusCounts.Limit).CountAsync(cancellationToken);
    }

    /// <summary>Whoever works for this city now or did before, in the order of the database.</summary>
    /// <remarks>
    /// One seek in the index per team: neither engine does that for DISTINCT, which reads every request that ever had a team.
    /// </remarks>
    public async Task<List<string>> TeamsAsync(string jurisdictionId, CancellationToken cancellationToken)
    {
        var teams = new List<string>();
        while (teams.Count < MostTeams)
        {
            var last = teams.Count > 0 ? teams[^1] : "";
            var next = await context.Requests
                .Where(r => r.JurisdictionId == jurisdictionId && r.AssignedTo!.CompareTo(last) > 0)
                .OrderBy(r => r.AssignedTo)
                .Select(r => r.AssignedTo)
                .FirstOrDefaultAsync(cancellationToken);
            if (next is null)
                break;
            teams.Add(next);
        }

        return teams;
    }

    /// <summary>Everything but the text.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="isNamed">
    /// Whether the requests are named one by one besides. SQLite keeps no statistics and would read the whole city all the same; a
    /// sum is in no index, so it goes by the numbers.
    /// </param>
    private IQueryable<ServiceRequest> Matching(QueueFilter filter, bool isNamed = false)
    {
        // A service belongs to one city: naming both would only lead SQLite to the wrong index.
        var requests = (filter.ServiceId, isNamed) switch
        {
            ({ } serviceId, false) => context.Requests.Where(r => r.ServiceId == serviceId),
            ({ } serviceId, true) => context.Requests.Where(r => r.ServiceId + 0 == serviceId),
            (null, false) => context.Requests.Where(r => r.JurisdictionId == filter.JurisdictionId),
            (null, true) => context.Requests.Where(r => r.JurisdictionId + "" == filter.JurisdictionId),
        };
        if (filter.Status is { } status)
            requests = requests.Where(r => r.Status == status);
        if (filter.Team is { } team)
            requests = requests.Where(r => r.AssignedTo == team);
        if (filter.From is { } from)
            requests = requests.Where(r => r.RequestedAt >= from);
        if (filter.Until is { } until)
            requests = requests.Where(r => r.RequestedAt < until);
        return requests;
    }

    // "RequestedAt <= x AND (RequestedAt < x OR Id < y)" and not the shorter "RequestedAt < x OR (RequestedAt = x AND Id < y)":
    // with the first both engines begin to read the index at x, with the second they read it from its end.
    private static IQueryable<ServiceRequest> Before(IQueryable<ServiceRequest> requests, QueueCursor cursor) => requests.Where(r =>
        r.RequestedAt <= cursor.RequestedAt && (r.RequestedAt < cursor.RequestedAt || r.Id < cursor.Id));

    private static IQueryable<ServiceRequest> After(IQueryable<ServiceRequest> requests, QueueCursor cursor) => requests.Where(r =>
        r.RequestedAt >= cursor.RequestedAt && (r.RequestedAt > cursor.RequestedAt || r.Id > cursor.Id));

    private static Task<List<QueueRow>> RowsAsync(IQueryable<ServiceRequest> requests, bool ascending, int count, CancellationToken cancellationToken)
    {
        var ordered = ascending ? requests.OrderBy(r => r.RequestedAt).ThenBy(r => r.Id) : NewestFirst(requests);
        return ordered
            .Take(count)
            .Select(r => new QueueRow
            {
                Id = r.Id,
                ImportSource = r.ImportSource,
                ExternalId = r.ExternalId,
                Service = r.Service.Name,
                Address = r.Location.Address,
                Latitude = r.Location.Latitude,
                Longitude = r.Location.Longitude,
                Status = r.Status,
                RequestedAt = r.RequestedAt,
                ExpectedAt = r.ExpectedAt,
                Team = r.AssignedTo,
            })
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<ServiceRequest> NewestFirst(IQueryable<ServiceRequest> requests) =>
        requests.OrderByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id);

    private static QueueCursor Beside(QueueRow row, QueueDirection direction) => new(row.RequestedAt, row.Id, direction);
}
