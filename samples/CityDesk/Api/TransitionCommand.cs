using System.Text.Json;
using System.Text.Json.Serialization;
using CityDesk.Domain;
using Platform.Errors;

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

    /// <summary>Faults that name a member nobody knows; a body has room for thousands.</summary>
    private const int MostUnknown = 20;

    private const int LongestPointer = 200;

    public string? Action { get; init; }

    /// <summary>Who shall work on it; only for <c>assign</c>.</summary>
    public string? Team { get; init; }

    /// <summary>The remark, or the reason in words for the resident; may be left out for <c>assign</c> alone.</summary>
    public string? Note { get; init; }

    /// <summary>The version that the caller has seen.</summary>
    public int? Version { get; init; }

    /// <summary>Members that there are none of. Gathered, and not refused by the reader, which would stop at the first.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Finds what is wrong before anything is done.</summary>
    /// <returns>A success when the command can be tried; else every fault, each with the member that it is about.</returns>
    public Result Check()
    {
        var faults = new ErrorCollector();
        Add(faults, "/action", IsKnown ? Result.Success : DeskErrors.ActionUnknown($"{Assign}, {Close}, {Reopen}, {AddNote}"));
        Add(faults, "/version", Version is null ? DeskErrors.VersionMissing() : Result.Success);
        Add(faults, "/team", CheckTeam());
        Add(faults, "/note", CheckNote());
        foreach (var name in (Unknown?.Keys ?? []).Take(MostUnknown))
            faults.Add(CommonErrors.UnexpectedJson().WithPointer(PointerTo(name)));
        return faults.ToResult();
    }

    /// <returns>Refused where the request does not stand where this can be done.</returns>
    public Result ApplyTo(ServiceRequest request, string actor, DateTimeOffset now) => Action switch
    {
        Assign => request.Assign(Team!, actor, now, Note ?? ""),
        Close => request.Close(Note!, actor, now),
        Reopen => request.Reopen(Note!, actor, now),
        _ => request.AddNote(Note!, actor, now),
    };

    private bool IsKnown => Action is Assign or Close or Reopen or AddNote;

    /// <summary>A JSON Pointer (RFC 6901); to the whole body where the name is longer than anybody reads.</summary>
    private static string PointerTo(string member) =>
        member.Length > LongestPointer ? "" : "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static void Add(ErrorCollector faults, string pointer, Result result)
    {
        if (result.TryGetError(out var fault))
            faults.Add(fault.WithPointer(pointer));
    }

    private Result CheckTeam() => (Action, Team) switch
    {
        (Assign, null) => DeskErrors.TeamMissing(),
        (_, null) => Result.Success,
        (Assign, _) => CheckText(Team, RequestEvent.ActorMaxLength),
        // What an action needs can only be said of one that there is.
        _ when !IsKnown => Result.Success,
        _ => DeskErrors.TeamUnexpected(Assign),
    };

    private Result CheckNote() => (Action, Note) switch
    {
        (Assign, null) => Result.Success,
        (_, null) when !IsKnown => Result.Success,
        (_, null) => DeskErrors.NoteMissing(),
        (Assign, _) => CheckText(Note, AssignNoteMaxLength),
        _ => CheckText(Note, RequestEvent.NoteMaxLength),
    };

    private static Result CheckText(string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return DeskErrors.TextBlank();
        if (text.Length > maxLength)
            return DeskErrors.TextTooLong(maxLength);
        var forbidden = DeskText.IndexOfForbidden(text);
        return forbidden < 0 ? Result.Success : DeskErrors.CharacterNotAllowed(DeskText.Name(text[forbidden]));
    }
}
