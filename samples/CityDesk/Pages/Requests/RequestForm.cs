using System.Globalization;
using CityDesk.Domain;
using Platform.Errors;

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
internal sealed record RequestForm(RequestAction Action, string Team, string Text)
{
    /// <summary>The history says "Assigned to team: remark" in one note.</summary>
    public const int AssignTextMaxLength = RequestEvent.NoteMaxLength - RequestEvent.ActorMaxLength - 20;

    public static RequestForm Read(RequestAction action, string? team, string? text) => new(action, Tidy(team), Tidy(text));

    public static int TextMaxLength(RequestAction action) => action == RequestAction.Assign ? AssignTextMaxLength : RequestEvent.NoteMaxLength;

    /// <summary>What the person is told when it has worked.</summary>
    public string Done => Action switch
    {
        RequestAction.Assign => $"Assigned to {Team}.",
        RequestAction.Note => "Note added.",
        RequestAction.Close => "Request closed.",
        _ => "Request reopened.",
    };

    /// <returns>What is missing or wrong; <see langword="null"/> when the form can be used.</returns>
    public string? Check()
    {
        if (Action == RequestAction.Assign && Team.Length == 0)
            return "Say which team or contractor gets the request.";
        if (Action != RequestAction.Assign && Text.Length == 0)
            return Action == RequestAction.Note ? "Write the note first." : "Write the reason first.";
        return Check(Team, RequestEvent.ActorMaxLength) ?? Check(Text, TextMaxLength(Action));
    }

    /// <returns>Refused where the request does not stand where this can be done.</returns>
    public Result Apply(ServiceRequest request, string actor, DateTimeOffset now) => Action switch
    {
        RequestAction.Assign => request.Assign(Team, actor, now, Text),
        RequestAction.Note => request.AddNote(Text, actor, now),
        RequestAction.Close => request.Close(Text, actor, now),
        _ => request.Reopen(Text, actor, now),
    };

    private static string? Check(string text, int longest)
    {
        if (text.Length > longest)
            return string.Create(CultureInfo.InvariantCulture, $"That is {text.Length} characters long; {longest} fit.");
        var forbidden = DeskText.IndexOfForbidden(text);
        return forbidden < 0 ? null : $"The text holds a character that cannot be kept ({DeskText.Name(text[forbidden])}).";
    }

    /// <summary>Browsers send every line break as two characters, and count it as one.</summary>
    private static string Tidy(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";
}
