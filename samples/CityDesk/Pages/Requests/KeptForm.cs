using System.Text.RegularExpressions;
using CityDesk.Api;
using CityDesk.Domain;

namespace CityDesk.Pages.Requests;

/// <summary>
/// A form of the request page that was sent after its session had ended. The sign-in page carries it on in fields of its own, so
/// nothing of it is stored for people who may be strangers, and it is shown again afterwards, to be sent by whoever signed in.
/// </summary>
internal sealed partial record KeptForm(string Address, string Version, string Team, string Text)
{
    public const string AddressField = "keptAddress";
    public const string VersionField = "keptVersion";
    public const string TeamField = "keptTeam";
    public const string TextField = "keptText";

    /// <summary>The page that the form belongs to.</summary>
    public string Page => Address[..Address.LastIndexOf('/')];

    public bool IsAssignment => Address.EndsWith("/assign", StringComparison.OrdinalIgnoreCase);

    /// <returns>
    /// What was typed; <see langword="null"/> where the call is no form of this console, has nothing in it, or comes from another
    /// site, which could otherwise put its words into somebody's mouth.
    /// </returns>
    public static async Task<KeptForm?> OfExpiredAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || !SameOriginOnly.IsSameOrigin(request) || request.ContentLength is not <= ConsoleHost.LargestForm)
            return null;
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return Read(request.Path, form["version"], form["team"], form["text"]);
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What the sign-in page sent along.</summary>
    public static KeptForm? OfSignIn(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return null;
        var form = request.Form;
        return Read(form[AddressField], form[VersionField], form[TeamField], form[TextField]);
    }

    private static KeptForm? Read(string? address, string? version, string? team, string? text)
    {
        var kept = new KeptForm(address ?? "", version ?? "", team ?? "", text ?? "");
        var isSaid = kept.Team.Length + kept.Text.Length > 0;
        return isSaid && FormAddress().IsMatch(kept.Address) && kept.Version.Length <= 20
            && kept.Team.Length <= RequestEvent.ActorMaxLength && kept.Text.ReplaceLineEndings("\n").Length <= RequestEvent.NoteMaxLength
            ? kept : null;
    }

    // One segment for the number; no backslash and no dots, which a browser would take for a way out of the console.
    [GeneratedRegex(@"^/desk/requests/(?!\.{1,2}/)[^/\\?#]+/(assign|note|close|reopen)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FormAddress();
}
