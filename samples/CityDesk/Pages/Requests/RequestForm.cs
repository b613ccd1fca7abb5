using CityDesk.Domain;
using Platform.Errors;
using Platform.Validation;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace CityDesk.Pages.Requests;

/// <summary>What staff can do with a request.</summary>
internal enum RequestAction
{
    Assign,
    Note,
    Close,
    Reopen,
}

/// <summary>One of the forms of the request page as it was filled in.</summary>
[Validated]
[Rule(nameof(NamesTeam), Member = nameof(Team), Message = "Say which team or contractor gets the request.")]
[Rule(nameof(HasNote), Member = nameof(Text), Message = "Write the note first.")]
[Rule(nameof(HasReason), Member = nameof(Text), Message = "Write the reason first.")]
[Rule(nameof(CheckTeam), Member = nameof(Team))]
[Rule(nameof(CheckText), Member = nameof(Text))]
internal sealed partial record RequestForm(
    RequestAction Action,
    [Trim, Sanitize(typeof(DeskText), nameof(DeskText.WithLineFeeds))] string Team,
    [Trim, Sanitize(typeof(DeskText), nameof(DeskText.WithLineFeeds))] string Text)
{
    public static RequestForm Read(RequestAction action, string? team, string? text) => Validator.Sanitize(new RequestForm(action, team ?? "", text ?? ""));

    public static int TextMaxLength(RequestAction action) =>
        action == RequestAction.Assign ? RequestEvent.AssignmentNoteMaxLength : RequestEvent.NoteMaxLength;

    /// <summary>What the person is told when it has worked.</summary>
    public string Done => Action switch
    {
        RequestAction.Assign => $"Assigned to {Team}.",
        RequestAction.Note => "Note added.",
        RequestAction.Close => "Request closed.",
        _ => "Request reopened.",
    };

    public bool NamesTeam() => Action != RequestAction.Assign || Team.Length > 0;

    public bool HasNote() => Action != RequestAction.Note || Text.Length > 0;

    public bool HasReason() => Action is RequestAction.Assign or RequestAction.Note || Text.Length > 0;

    public void CheckTeam(ref RuleFindings findings)
    {
        if (Team.Length > 0)
            DeskTextRules.Team(Team, ref findings);
    }

    public void CheckText(ref RuleFindings findings)
    {
        if (Text.Length == 0)
            return;
        if (Action == RequestAction.Assign)
            DeskTextRules.AssignmentNote(Text, ref findings);
        else
            DeskTextRules.Note(Text, ref findings);
    }

    /// <returns>Refused where the request does not stand where this can be done.</returns>
    public Result Apply(ServiceRequest request, string actor, DateTimeOffset now) => Action switch
    {
        RequestAction.Assign => request.Assign(Team, actor, now, Text),
        RequestAction.Note => request.AddNote(Text, actor, now),
        RequestAction.Close => request.Close(Text, actor, now),
        _ => request.Reopen(Text, actor, now),
    };
}
