using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace CityDesk.Tour;

/// <summary>The page of plugins, used as a member of staff does at a browser: by its forms.</summary>
internal sealed partial class PluginsPage(TourDesk desk)
{
    private const string Address = "/desk/plugins";
    private const string Token = "__RequestVerificationToken";

    /// <summary>Uploads a package.</summary>
    /// <returns>What whoever installs it agrees to, and the page with the form that does it.</returns>
    public async Task<(IReadOnlyList<string> Asks, string Page)> ReadAsync(
        string plugin, string version, CancellationToken cancellationToken)
    {
        var page = await desk.Staff.GetStringAsync(Address, cancellationToken);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(FieldOf(page, "upload", Token)), Token },
            { FileOf(desk.Publisher.Pack(plugin, version)), "package", $"{plugin}-{version}.plugin" },
        };
        page = await SendAsync("upload", form, cancellationToken);
        return ([.. Asked().Matches(page).Select(static line => WebUtility.HtmlDecode(line.Groups[1].Value))], page);
    }

    /// <summary>Agrees to what was read, and has it installed.</summary>
    public Task<string> InstallAsync(string page, CancellationToken cancellationToken) =>
        ConfirmAsync(page, "install", ["digest", "agreement"], "", cancellationToken);

    /// <summary>Has the version before back.</summary>
    public async Task<string> GoBackAsync(string id, CancellationToken cancellationToken) =>
        await ConfirmAsync(
            await desk.Staff.GetStringAsync(Address, cancellationToken), "rollback", ["id", "digest"], id, cancellationToken);

    /// <summary>How a version is, in the page's words; nothing where it is not installed.</summary>
    public async Task<string?> StandingAsync(string id, string version, CancellationToken cancellationToken)
    {
        var page = await desk.Staff.GetStringAsync(Address, cancellationToken);
        var at = page.IndexOf($"{id} {version}</span></th>", StringComparison.Ordinal);
        return at >= 0 && Standing().Match(page, at) is { Success: true } said
            ? WebUtility.HtmlDecode(Tidy().Replace(Tag().Replace(said.Groups[1].Value, " "), " ")).Trim() : null;
    }

    private async Task<string> ConfirmAsync(string page, string handler, string[] fields, string id, CancellationToken cancellationToken)
    {
        // Where there are several such forms, the one in the row of this plugin, which ends with the button that removes it.
        var from = page;
        if (id.Length > 0)
        {
            var end = page.IndexOf($"aria-label=\"Remove {id}\"", StringComparison.Ordinal);
            from = page[page.LastIndexOf("<tr", end, StringComparison.Ordinal)..end];
        }
        using var form = new FormUrlEncodedContent(fields.Append(Token)
            .Select(field => KeyValuePair.Create(field, FieldOf(from, handler, field)))
            .Append(KeyValuePair.Create("confirm", "yes")));
        return Done().Match(await SendAsync(handler, form, cancellationToken)).Groups[1].Value;
    }

    private async Task<string> SendAsync(string handler, HttpContent form, CancellationToken cancellationToken)
    {
        using var answer = await desk.Staff.PostAsync($"{Address}/{handler}", form, cancellationToken);
        var page = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? page
            : throw new OperatorException(
                $"The page of plugins refuses: {(int)answer.StatusCode} {WebUtility.HtmlDecode(Refused().Match(page).Groups[1].Value)}");
    }

    private static ByteArrayContent FileOf(byte[] package) =>
        new(package) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    private static string FieldOf(string page, string handler, string field)
    {
        var form = page[page.IndexOf($"action=\"{Address}/{handler}\"", StringComparison.Ordinal)..];
        var input = form[form.IndexOf($"name=\"{field}\"", StringComparison.Ordinal)..];
        return WebUtility.HtmlDecode(Value().Match(input).Groups[1].Value);
    }

    [GeneratedRegex("<li>(It [^<]+)</li>")]
    private static partial Regex Asked();

    [GeneratedRegex("role=\"alert\"><p>([^<]*)")]
    private static partial Regex Refused();

    [GeneratedRegex("role=\"status\"><p>([^<]*)")]
    private static partial Regex Done();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();

    [GeneratedRegex("data-label=\"How it is\">(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Standing();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Tidy();
}
