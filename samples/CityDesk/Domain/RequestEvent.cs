namespace CityDesk.Domain;

/// <summary>One line of a request's history. Written once, never changed.</summary>
public sealed class RequestEvent
{
    public const int NoteMaxLength = 4_000;
    public const int ActorMaxLength = 200;

    /// <summary>An assignment is told as "Assigned to team: remark", in one note.</summary>
    public const int AssignmentNoteMaxLength = NoteMaxLength - ActorMaxLength - 20;

    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required RequestEventKind Kind { get; init; }

    /// <summary>Who did it: a staff member, an API consumer, or an import, as a readable name.</summary>
    public required string Actor { get; init; }

    public string Note { get; init; } = "";
}

public enum RequestEventKind
{
    Opened,
    Imported,
    Numbered,
    Assigned,
    Noted,
    Closed,
    Reopened,
}
