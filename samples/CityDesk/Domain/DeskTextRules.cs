using Platform.Validation.Rules;

namespace CityDesk.Domain;

/// <summary>
/// What every text of the desk must be, as rules that a validated type names. They have the codes of <see cref="DeskErrors"/>, and for each
/// of its parameters a fact of that name, so that they are answered with the desk's own texts, in German too.
/// </summary>
internal static class DeskTextRules
{
    /// <summary>Who works on a request.</summary>
    public static void Team(string team, ref RuleFindings findings) => Check(team, RequestEvent.ActorMaxLength, ref findings);

    /// <summary>What stands in the history.</summary>
    public static void Note(string note, ref RuleFindings findings) => Check(note, RequestEvent.NoteMaxLength, ref findings);

    /// <summary>What stands in the history behind "Assigned to team: ".</summary>
    public static void AssignmentNote(string note, ref RuleFindings findings) => Check(note, RequestEvent.AssignmentNoteMaxLength, ref findings);

    private static void Check(string text, int longest, ref RuleFindings findings)
    {
        if (string.IsNullOrWhiteSpace(text))
            findings.Add("TEXT_BLANK");
        else if (text.Length > longest)
            findings.Add("TEXT_TOO_LONG", arguments: new(new("limit", longest)));
        else if (DeskText.IndexOfForbidden(text) is >= 0 and var at)
            findings.Add("CHARACTER_NOT_ALLOWED", arguments: new(new("character", DeskText.Name(text[at]))));
    }
}
