using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace CityDesk.Tests.StaffConsole;

/// <summary>A person at a browser without script: keeps cookies, fills in the forms that are on the page, follows nothing by itself.</summary>
internal sealed class ConsoleVisitor : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = true };

    public ConsoleVisitor(Uri desk) => Http = new HttpClient(_handler) { BaseAddress = desk };

    public HttpClient Http { get; }

    public CookieContainer Cookies => _handler.CookieContainer;

    public async Task<Seen> GetAsync(string address) => await ReadAsync(await Http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute), Cancelled));

    /// <summary>Sends a form as it stands on the page, with some fields filled in.</summary>
    public Task<Seen> SubmitAsync(IHtmlFormElement form, params (string Name, string Value)[] filled)
    {
        var fields = form.Elements.OfType<IHtmlElement>()
            .Select(element => (Name: element.GetAttribute("name"), Value: (element as IHtmlInputElement)?.Value ?? (element as IHtmlTextAreaElement)?.Value ?? ""))
            .Where(field => field.Name is not null)
            .ToDictionary(field => field.Name!, field => field.Value);
        foreach (var (name, value) in filled)
            fields[name] = value;
        return PostAsync(form.GetAttribute("action")!, fields);
    }

    public async Task<Seen> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative)) { Content = new FormUrlEncodedContent(fields) };

        // A desk that refuses a form for its length answers and closes, with most of it unread: who only sends may find the connection broken before the answer.
        request.Headers.ExpectContinue = request.Content.Headers.ContentLength > 64_000;
        return await ReadAsync(await Http.SendAsync(request, Cancelled));
    }

    /// <summary>Sends a form with a file.</summary>
    public async Task<Seen> UploadAsync(IHtmlFormElement form, string field, string fileName, byte[] file)
    {
        using var content = new MultipartFormDataContent();
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]"))
            content.Add(new StringContent(input.Value), input.Name!);
        content.Add(new ByteArrayContent(file), field, fileName);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(form.GetAttribute("action")!, UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = file.Length > 64_000;
        return await ReadAsync(await Http.SendAsync(request, Cancelled));
    }

    public async Task<Seen> SignInAsync(string userName, string password, string? returnUrl = null)
    {
        var page = await GetAsync("/desk/sign-in" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl)));
        return await SubmitAsync(page.Form("/desk/sign-in"), ("userName", userName), ("password", password));
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static async Task<Seen> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        return new Seen(response, body, new HtmlParser().ParseDocument(body));
    }
}

/// <summary>An answer as a browser has it.</summary>
internal sealed record Seen(HttpResponseMessage Response, string Body, IHtmlDocument Page)
{
    public HttpStatusCode Status => Response.StatusCode;

    public string? Location => Response.Headers.Location is { } to ? (to.IsAbsoluteUri ? to.PathAndQuery : to.OriginalString) : null;

    /// <summary>The numbers in the rows of the queue, in their order.</summary>
    public IReadOnlyList<string> Numbers => [.. Page.QuerySelectorAll("table.rows tbody th").Select(cell => cell.TextContent.Trim())];

    /// <summary>What stands in each cell of a table's body, row by row.</summary>
    public IReadOnlyList<string[]> Rows(string table) =>
        [.. Page.QuerySelectorAll($"{table} tbody tr").Select(static row => row.Children.Select(static cell => cell.TextContent.Trim()).ToArray())];

    public string Text(string selector) => Tidy(Find(selector).TextContent);

    public IElement Find(string selector) => Page.QuerySelector(selector) ?? throw new InvalidOperationException($"No {selector} in {Body}");

    public IHtmlFormElement Form(string action) =>
        Page.QuerySelectorAll<IHtmlFormElement>("form").FirstOrDefault(form => form.GetAttribute("action") == action)
        ?? throw new InvalidOperationException($"No form to {action} in {Body}");

    /// <summary>What a dl says under a term; <see langword="null"/> when it has no such term.</summary>
    public string? Fact(string term) => Page.QuerySelectorAll("dt").FirstOrDefault(dt => dt.TextContent == term)?.NextElementSibling?.TextContent.Trim();

    private static string Tidy(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
