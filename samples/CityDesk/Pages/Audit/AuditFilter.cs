using System.Globalization;
using CityDesk.Domain;
using Platform.Audit;

namespace CityDesk.Pages.Audit;

/// <summary>What is looked for in the log, as it stands in the address of the page.</summary>
internal sealed record AuditFilter
{
    public const int WhoMaxLength = 210;
    public const int TextMaxLength = 200;

    /// <summary>What can be chosen, and the events that it means.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Kinds { get; } =
    [
        new("desk.request.*", "Changes of requests"),
        new("desk.resident.*", "Looks at residents"),
        new("security.*", "Sign-ins and refusals"),
        new("desk.staff.*", "Staff"),
        new("desk.consumer.*", "API keys"),
        new("desk.key.*", "Keys that seal"),
        new("desk.import.*", "Imports"),
        new("desk.plugin.*", "Plugins that staff have changed"),
        new("plugins.*", "What became of plugins"),
        new("audit.*", "Looks at this log"),
    ];

    public string Who { get; init; } = "";

    public string What { get; init; } = "";

    public string Number { get; init; } = "";

    public string Text { get; init; } = "";

    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public bool IsEmpty => this == new AuditFilter();

    /// <summary>What cannot be looked for; <see langword="null"/> where all can.</summary>
    public string? Problem =>
        Kinds.All(kind => kind.Key != What) && What.Length > 0 ? "There is no such kind of event."
        : Who.Length > WhoMaxLength || Text.Length > TextMaxLength || Number.Length > TextMaxLength ? "What is looked for is too long."
        : DeskText.IndexOfForbidden(Who + Text + Number) >= 0 ? "What is looked for has a character that no text of the desk has."
        : !IsDay(From) || !IsDay(To) ? "A day is written like 2026-05-04."
        : null;

    public AuditQuery Query(string? target, long? after) => new()
    {
        Actor = Who.Length > 0 ? Who : null,
        Action = What.Length > 0 ? What : null,
        Target = target,
        Text = Text.Trim().Length > 0 ? Text.Trim() : null,
        From = Day(From),
        Before = Day(To)?.AddDays(1),
        After = after,
        WithProofs = true,
    };

    /// <summary>The address of a page of what this finds.</summary>
    public string ToUrl(long? after)
    {
        (string Name, string Value)[] all =
        [
            ("who", Who), ("what", What), ("number", Number), ("text", Text), ("from", From), ("to", To), ("after", after?.ToString(CultureInfo.InvariantCulture) ?? ""),
        ];
        return $"{ConsoleHost.Root}/audit" + QueryString.Create(all.Where(static each => each.Value.Length > 0).Select(static each => new KeyValuePair<string, string?>(each.Name, each.Value)));
    }

    private static bool IsDay(string text) => text.Length == 0 || Day(text) is not null;

    private static DateTimeOffset? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
        ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
        : null;
}
