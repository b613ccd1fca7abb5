using System.Globalization;
using CityDesk.Domain;
using Microsoft.AspNetCore.Http.Extensions;
using Platform.Validation;
using Platform.Validation.Rules;

namespace CityDesk.Pages.Queue;

/// <summary>
/// The queue's form, word for word as it stands in the address: reloading, bookmarking and sending it to a colleague work. Its rules refuse nothing: what
/// breaks one restricts nothing, and the person is told so.
/// </summary>
[Validated]
[Rule(nameof(IsInOrder), Message = "The first day lies after the last day, so nothing can match.")]
internal sealed partial record QueueSearch
{
    private static readonly DateOnly EarliestDay = new(1900, 1, 1);
    private static readonly DateOnly LatestDay = new(2200, 1, 1);

    public string? City { get; init; }

    [Rule(nameof(IsStatus), Message = "There is no such status; requests of every status are shown.")]
    public string? Status { get; init; }

    public string? Service { get; init; }

    [Rule(nameof(CheckTeam))]
    public string? Team { get; init; }

    [Rule(nameof(CheckText))]
    public string? Text { get; init; }

    [Rule(nameof(IsDay), Message = "The “from” day is not a date; write it as 2026-05-31. It was left out.")]
    public string? From { get; init; }

    [Rule(nameof(IsDay), Message = "The “to” day is not a date; write it as 2026-05-31. It was left out.")]
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
        var broken = Validator.Validate(this).Failures;
        var told = broken.Select(failure => failure.GetMessage(CultureInfo.InvariantCulture)).ToList();
        int? serviceId = null;
        if (Service is not null)
        {
            serviceId = services.FirstOrDefault(s => s.Code == Service)?.Id;
            if (serviceId is null)
                told.Add($"{city.Name} has no such service; requests of every service are shown.");
        }

        problems = told;
        return new QueueFilter
        {
            JurisdictionId = city.Id,
            Status = StatusOf(Status),
            ServiceId = serviceId,
            Team = Holds("/team") ? Team : null,
            Text = Holds("/text") ? Text : null,
            From = DayOf(From) is { } first ? time.StartOf(first) : null,
            Until = DayOf(To) is { } last ? time.StartOf(last.AddDays(1)) : null,
        };

        bool Holds(string pointer) => broken.All(failure => failure.InstancePointer != pointer);
    }

    public static bool IsStatus(string status) => StatusOf(status) is not null;

    public static bool IsDay(string day) => DayOf(day) is not null;

    public static void CheckTeam(string team, ref RuleFindings findings) => CheckStorable(team, RequestEvent.ActorMaxLength, "The team", ref findings);

    public static void CheckText(string text, ref RuleFindings findings) => CheckStorable(text, QueueFilter.TextMaxLength, "The search text", ref findings);

    public bool IsInOrder() => !(DayOf(From) > DayOf(To));

    private static RequestStatus? StatusOf(string? name) => Enum.GetValues<RequestStatus>().Cast<RequestStatus?>().FirstOrDefault(status => Name(status!.Value) == name);

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= EarliestDay && day <= LatestDay ? day : null;

    private static void CheckStorable(string text, int longest, string what, ref RuleFindings findings)
    {
        if (text.Length > longest)
            findings.Add(text: new($"{what} is longer than {{limit}} characters, so it was left out."), arguments: new(new("limit", longest)));
        else if (DeskText.IndexOfForbidden(text) >= 0)
            findings.Add(text: new($"{what} holds a character that no request can hold, so it was left out."));
    }
}

/// <summary>A service to choose from.</summary>
internal sealed record ServiceChoice(int Id, string Code, string Name);
