using System.Globalization;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Webhooks.AspNetCore.Portal;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

/// <summary>Whatever strangers write is text on every page: a page with it has the elements and attributes of the page without.</summary>
public sealed class HostileContentTests : IAsyncLifetime
{
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</pre><script>",
            "</code></pre></main>", "</title><script>",
        "<!--", "-->", "]]>", "&lt;b&gt; &amp; &#x3c;", "javascript:alert(1)", "<svg/onload=alert(1)>", "a\u2028b\u2029c",
            "\u202Ereversed\u2066x", "a\u200Bb\u2060c",
        "\0\u0001\u001b[31m\u0085\u009f\u007f", "\uFEFFx", "\r\n\r\nHTTP/1.1 200 OK", "😀👩‍👩‍👧", "﷽", "{{7*7}}${7*7}", "\uE000",
            "\U000E0041",
    ];

    private PortalHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Texts() => [.. Hostile];

    public async ValueTask InitializeAsync() => _host = await PortalHost.StartAsync(hasCatalog: false);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Texts))]
    public Task Hostile_text_is_only_text(string text) => ShowAsTextAsync([text]);

    [Fact]
    public async Task Naughty_strings_are_only_text()
    {
        var file = Path.Combine(OutsideData.Conformance.Folder("naughty-strings"), "blns.json");
        var all = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(file, Cancellation))!;
        Assert.True(all.Length > 400);
        await ShowAsTextAsync(all);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_shown_as_what_they_are()
    {
        var id = await _host.MakeAsync(description: "plain");
        var number = await _host.KeepAsync(id, [.. Enumerable.Range(0, 256).Select(static value => (byte)value)], [0xC0, 0xAF, 0xED, 0xA0,
            0x80, 0xFF]);
        var visitor = await _host.EnterAsync();

        var page = Parse((await visitor.GetAsync($"/hooks/endpoints/{id}/attempts/{number}")).Text);
        var shown = page.QuerySelectorAll("pre").Select(static each => each.TextContent).ToList();

        Assert.Contains("[U+0000][U+0001]", shown[0], StringComparison.Ordinal);
        Assert.Contains("[U+007F]", shown[0], StringComparison.Ordinal);
        Assert.Equal(new string('\uFFFD', shown[1].Length), shown[1]);
    }

    [Property]
    public void What_cannot_be_seen_is_written_out_and_the_rest_stays(string? text)
    {
        var seen = VisibleText.Of(text ?? "");

        Assert.All(seen.EnumerateRunes(), static rune => Assert.True(
            rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune) is not (
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)));
        Assert.Equal(seen, VisibleText.Of(seen));
    }

    [Theory]
    [InlineData("Grüße, 東京 – ok\n\tand more", "Grüße, 東京 – ok\n\tand more")]
    [InlineData("a\u202Eb", "a[U+202E]b")]
    [InlineData("\r\n", "[U+000D]\n")]
    [InlineData("\U000E0041", "[U+E0041]")]
    [InlineData("\u3164\u2003", "[U+3164][U+2003]")]
    public void It_is_written_out_by_its_number(string text, string seen) => Assert.Equal(seen, VisibleText.Of(text));

    /// <summary>Attributes hold no half of a pair.</summary>
    [Fact]
    public void Halves_of_pairs_are_written_out_too() =>
        Assert.Equal(("[U+D800]x", "x[U+DC00]", "[U+DC00][U+D800]"), (VisibleText.Of("\uD800x"), VisibleText.Of("x\uDC00"),
            VisibleText.Of("\uDC00\uD800")));

    private async Task ShowAsTextAsync(string[] texts)
    {
        var plain = await ShapesAsync([.. texts.Select(static (text, at) => $"p{at}".PadRight(Math.Max(text.Length, 1), 'x'))]);
        var hostile = await ShapesAsync(texts);
        Assert.Equal(plain, hostile);
    }

    /// <summary>Each text wherever a stranger may put one, on every page that shows it.</summary>
    private async Task<List<string>> ShapesAsync(string[] texts)
    {
        List<string> shapes = [];
        var visitor = await _host.EnterAsync();
        var id = await _host.MakeAsync(description: "plain");
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var number = await _host.KeepAsync(id, bytes, bytes, text, text);
            var attempt = Parse((await visitor.GetAsync($"/hooks/endpoints/{id}/attempts/{number}")).Text);
            if (text.Length > 0 && IndentedJson.TryWrite(bytes) is null)
                Assert.Equal(VisibleText.Of(bytes).ReplaceLineEndings("\n"), attempt.QuerySelectorAll("pre")[1].TextContent);
            shapes.Add(Shape(attempt));
            var list = Parse((await visitor.GetAsync($"/hooks/endpoints/{id}/attempts?before={number + 1}")).Text);
            shapes.Add(Shape(list.QuerySelector("tbody tr")!));
        }
        foreach (var text in texts.Where(static text => text.Length <= WebhookEndpointSettings.MostOfDescription))
        {
            await DescribeAsync(id, text.Any(char.IsControl) || text.Length == 0 ? "control" : text);
            foreach (var path in (string[])["/hooks/", $"/hooks/endpoints/{id}", $"/hooks/endpoints/{id}/edit",
                $"/hooks/endpoints/{id}/attempts?before=1", $"/hooks/endpoints/{id}/replay"])
                shapes.Add(Shape(Parse((await visitor.GetAsync(path)).Text).QuerySelector("main")!));
        }
        await _host.Endpoints.DeleteAsync(new("acme", id), null, Cancellation);
        return shapes;
    }

    private async Task DescribeAsync(string id, string text)
    {
        _host.Time.Advance(TimeSpan.FromSeconds(2));
        await _host.Endpoints.ChangeAsync(new("acme", id), new WebhookEndpointSettings("https://example.com/hook")
        {
            Types = ["a"],
            Description = text
        }, null, Cancellation);
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(string text) => new HtmlParser().ParseDocument(text);

    /// <summary>The elements with the names of their attributes.</summary>
    private static string Shape(INode node) => string.Join(
        '\n', node.Descendants<IElement>().Select(static each =>
            $"{each.LocalName} {string.Join(' ', each.Attributes.Select(static attribute => attribute.Name))}"));
}
