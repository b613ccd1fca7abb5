using System.Globalization;
using CityDesk.Domain;
using Microsoft.AspNetCore.Http.Extensions;

namespace CityDesk.Pages.Queue;

/// <summary>The queue's form, word for word as it stands in the address: reloading, bookmarking and sending it to a colleague work.</summary>
internal sealed record QueueSearch
{
    private static readonly DateOnly EarliestDay = new(1900, 1, 1);
    private static readonly DateOnly LatestDay = new(2200, 1, 1);

    public string? City { get; init; }

    public string? Status { get; init; }

    public string? Service { get; init; }

    public string? Team { get; init; }

    public string? Text { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>Position: the rows older than this one …</summary>
    public string? After { get; init; }

    /// <summary>… or newer than this one.</summary>
    public string? Before { get; init; }

    public bool HasFilters => Status is not null || Service is not null || Team is not null || Text is not null || From is not null || To is not null;

    public QueueCursor? Cursor => QueueCursor.TryParse(After, QueueDirection.Older) ?? QueueCursor.TryParse(Before, QueueDirection.Newer);

    public static QueueSearch Read(IQueryCollection query)
    {
        return new QueueSearch
        {
            City = Value("city"),
            Status = Value("status"),
            Service = Value("service"),
            Team = Value("team"),
            Text = Value("q"),
            From = Value("from"),
            To = Value("to"),
            After = Value("after"),
            Before = Value("before"),
        };

        // A form that is sent with an empty field sends the field all the same.
        string? Value(string name) => query[name].FirstOrDefault()?.Trim() is { Length: > 0 } value ? value : null;
    }

    /// <summary>The address of the queue with this form filled in.</summary>
    public string ToUrl()
    {
        var query = new QueryBuilder();
        Add("city", City);
        Add("status", Status);
        Add("service", Service);
        Add("team", Team);
        Add("q", Text);
        Add("from", From);
        Add("to", To);
        Add("after", After);
        Add("before", Before);
        return ConsoleHost.Root + query.ToQueryString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add(name, value);
        }
    }

    public QueueSearch At(QueueCursor? cursor) => this with
    {
        After = cursor is { Direction: QueueDirection.Older } ? cursor.ToString() : null,
        Before = cursor is { Direction: QueueDirection.Newer } ? cursor.ToString() : null,
    };

    public QueueSearch With(RequestStatus? status) => At(null) with { Status = status is null ? null : Name(status.Value) };

    public static string Name(RequestStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>What the form means. What cannot be understood restricts nothing, and is told in <paramref name="problems"/>.</summary>
    public QueueFilter Understand(Jurisdiction city, IReadOnlyCollection<ServiceChoice> services, CityTime time, out IReadOnlyList<string> problems)
    {
        var told = new List<string>();
        problems = told;

        RequestStatus? status = null;
        if (Status is not null)
        {
            status = Enum.GetValues<RequestStatus>().Cast<RequestStatus?>().FirstOrDefault(s => Name(s!.Value) == Status);
            if (status is null)
                told.Add("There is no such status; requests of every status are shown.");
        }

        int? serviceId = null;
        if (Service is not null)
        {
            serviceId = services.FirstOrDefault(s => s.Code == Service)?.Id;
            if (serviceId is null)
                told.Add($"{city.Name} has no such service; requests of every service are shown.");
        }

        var from = Day(From, "from");
        var to = Day(To, "to");
        if (from > to)
            told.Add("The first day lies after the last day, so nothing can match.");

        return new QueueFilter
        {
            JurisdictionId = city.Id,
            Status = status,
            ServiceId = serviceId,
            Team = Storable(Team, RequestEvent.ActorMaxLength, "The team"),
            Text = Storable(Text, QueueFilter.TextMaxLength, "The search text"),
            From = from is { } first ? time.StartOf(first) : null,
            Until = to is { } last ? time.StartOf(last.AddDays(1)) : null,
        };

        DateOnly? Day(string? text, string which)
        {
            if (text is null)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= EarliestDay && day <= LatestDay)
                return day;
            told.Add($"The “{which}” day is not a date; write it as 2026-05-31. It was left out.");
            return null;
        }

        string? Storable(string? text, int longest, string what)
        {
            if (text is null)
                return null;
            if (text.Length <= longest && DeskText.IndexOfForbidden(text) < 0)
                return text;
            told.Add(text.Length > longest
                ? string.Create(CultureInfo.InvariantCulture, $"{what} is longer than {longest} characters, so it was left out.")
                : $"{what} holds a character that no request can hold, so it was left out.");
            return null;
        }
    }
}

/// <summary>A service to choose from.</summary>
internal sealed record ServiceChoice(int Id, string Code, string Name);
