using System.Text.Json;
using System.Text.Json.Serialization;
using CityDesk.Domain;
using CityDesk.Settings;
using Platform.Errors;
using Platform.Validation;
using Platform.Validation.Rules;

namespace CityDesk.Api;

/// <summary>
/// What a member of staff wants done with a request. Its rules are about the whole, because what a member must be depends on the action; they
/// run before the handler, and are answered with the errors of <see cref="DeskErrors"/>.
/// </summary>
[Validated]
[Rule(nameof(CheckAction), Member = nameof(Action))]
[Rule(nameof(HasVersion), Member = nameof(Version), Code = "VERSION_MISSING")]
[Rule(nameof(CheckTeam), Member = nameof(Team))]
[Rule(nameof(CheckNote), Member = nameof(Note))]
[Rule(nameof(CheckUnknown))]
internal sealed partial record TransitionCommand
{
    private const string Assign = "assign";
    private const string Close = "close";
    private const string Reopen = "reopen";
    private const string AddNote = "note";

    /// <summary>Faults that name a member nobody knows; a body has room for thousands.</summary>
    private const int MostUnknown = 20;

    private const int LongestPointer = 200;

    private static readonly string[] Members = ["action", "team", "note", "version"];

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

    private bool IsKnown => Action is Assign or Close or Reopen or AddNote;

    /// <returns>Refused where the request does not stand where this can be done.</returns>
    public Result ApplyTo(ServiceRequest request, string actor, DateTimeOffset now) => Action switch
    {
        Assign => request.Assign(Team!, actor, now, Note ?? ""),
        Close => request.Close(Note!, actor, now),
        Reopen => request.Reopen(Note!, actor, now),
        _ => request.AddNote(Note!, actor, now),
    };

    public void CheckAction(ref RuleFindings findings)
    {
        if (!IsKnown)
            findings.Add("ACTION_UNKNOWN", arguments: new(new("actions", $"{Assign}, {Close}, {Reopen}, {AddNote}")));
    }

    public bool HasVersion() => Version is not null;

    public void CheckTeam(ref RuleFindings findings)
    {
        if (Action == Assign && Team is null)
            findings.Add("TEAM_MISSING");
        else if (Action == Assign)
            DeskTextRules.Team(Team!, ref findings);
        // What an action needs can only be said of one that there is.
        else if (IsKnown && Team is not null)
            findings.Add("TEAM_UNEXPECTED", arguments: new(new("action", Assign)));
    }

    public void CheckNote(ref RuleFindings findings)
    {
        if (Note is null && IsKnown && Action != Assign)
            findings.Add("NOTE_MISSING");
        else if (Note is not null && Action == Assign)
            DeskTextRules.AssignmentNote(Note, ref findings);
        else if (Note is not null)
            DeskTextRules.Note(Note, ref findings);
    }

    public void CheckUnknown(ref RuleFindings findings)
    {
        // To the whole body where the name is longer than anybody reads.
        foreach (var name in (Unknown?.Keys ?? []).Take(MostUnknown))
        {
            var nearest = NearestName.Of(name, Members);
            findings.Add(
                "MEMBER_UNKNOWN",
                name.Length > LongestPointer ? "" : RuleFindings.PointerTo(name),
                nearest is null ? default : new(new("nearest", nearest)));
        }
    }
}
