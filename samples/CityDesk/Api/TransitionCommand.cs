using CityDesk.Domain;

namespace CityDesk.Api;

/// <summary>What a member of staff wants done with a request.</summary>
internal sealed record TransitionCommand
{
    private const string Assign = "assign";
    private const string Close = "close";
    private const string Reopen = "reopen";
    private const string AddNote = "note";

    // The history says "Assigned to team: remark" in one note.
    private const int AssignNoteMaxLength = RequestEvent.NoteMaxLength - RequestEvent.ActorMaxLength - 20;

    public string? Action { get; init; }

    /// <summary>Who shall work on it; only for <c>assign</c>.</summary>
    public string? Team { get; init; }

    /// <summary>The remark, or the reason in words for the resident; may be left out for <c>assign</c> alone.</summary>
    public string? Note { get; init; }

    /// <summary>The version that the caller has seen.</summary>
    public int? Version { get; init; }

    /// <summary>Finds what is wrong before anything is done.</summary>
    /// <returns>Faults by member; empty when the command can be tried.</returns>
    public Dictionary<string, string[]> Check()
    {
        var faults = new Dictionary<string, string[]>();
        if (Action is not (Assign or Close or Reopen or AddNote))
            faults["action"] = [$"The action is {Assign}, {Close}, {Reopen} or {AddNote}."];
        if (Version is null)
            faults["version"] = ["Say which version of the request you have seen."];
        if (TeamFault() is { } team)
            faults["team"] = [team];
        if (NoteFault() is { } note)
            faults["note"] = [note];
        return faults;
    }

    /// <exception cref="DeskRuleException">The request does not stand where this can be done.</exception>
    public void ApplyTo(ServiceRequest request, string actor, DateTimeOffset now)
    {
        switch (Action)
        {
            case Assign:
                request.Assign(Team!, actor, now, Note ?? "");
                break;
            case Close:
                request.Close(Note!, actor, now);
                break;
            case Reopen:
                request.Reopen(Note!, actor, now);
                break;
            default:
                request.AddNote(Note!, actor, now);
                break;
        }
    }

    private string? TeamFault() => (Action, Team) switch
    {
        (Assign, null) => "Say which team shall work on it.",
        (_, null) => null,
        (Assign, _) => TextFault(Team, RequestEvent.ActorMaxLength),
        _ => $"A team is named only to {Assign}.",
    };

    private string? NoteFault() => (Action, Note) switch
    {
        (Assign, null) => null,
        (_, null) => "Say why, in words for the resident.",
        (Assign, _) => TextFault(Note, AssignNoteMaxLength),
        _ => TextFault(Note, RequestEvent.NoteMaxLength),
    };

    private static string? TextFault(string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "This is blank.";
        if (text.Length > maxLength)
            return $"This is longer than {maxLength} characters.";
        var forbidden = DeskText.IndexOfForbidden(text);
        return forbidden < 0 ? null : $"This contains the character {DeskText.Name(text[forbidden])}, which is not allowed.";
    }
}
