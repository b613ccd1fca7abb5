using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Html.Tests;

public sealed partial class HtmlCleanerTests
{
    private static readonly HtmlCleaner Cleaner = new();

    private static Arbitrary<string> Soup { get; } = Arb.From(
        Gen.Elements(
            "<b>", "</b>", "<p>", "<a href='javascript:alert(1)'>", "<a href=\"https://a.example\" onclick=x>", "</a>", "<svg>", "</svg>", "<math>", "<mtext>",
                "<style>", "</style>", "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>", "<noscript>", "</noscript>", "<xmp>", "<!--", "-->", "]]>", "<![CDATA[", "&lt;script&gt;", "&#x6A;avascript:",
                "text", " ", "<", ">", "\"", "'", "\0", "<table>", "<form>", "<title>",
            "<iframe srcdoc='<b>'>", "<template>", "<p style=\"x:expression(1)\">", "<IMG \"\"\"", "é").ArrayOf().Select(string.Concat));

    [Theory]
    [InlineData("plain text, 1 + 1 = 2, \"quoted\"", "plain text, 1 + 1 = 2, \"quoted\"")]
    [InlineData("a <b>bold</b> word<br>and <a href=\"https://a.example/?x=1\" title=\"t\">a link</a>",
        "a <b>bold</b> word<br>and <a href=\"https://a.example/?x=1\" title=\"t\">a link</a>")]
    [InlineData("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2")]
    [InlineData("<h1>big</h1>", "big")]
    [InlineData("<p onclick=\"x()\" style=\"color:red\">p</p>", "<p>p</p>")]
    public void What_is_allowed_stays_and_the_rest_goes(string text, string clean) => Assert.Equal(clean, Cleaner.Clean(text));

    /// <summary>Known ways past sanitisers.</summary>
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<a href=\" &#14; javascript:alert(1)\">x</a>")]
    [InlineData("<a href=\"JaVaScRiPt&colon;alert(1)\">x</a>")]
    [InlineData("<a href=\"data:text/html,<script>alert(1)</script>\">x</a>")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg>")]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>")]
    [InlineData("<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>")]
    [InlineData("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">")]
    [InlineData("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")]
    [InlineData("<template><script>alert(1)</script></template>")]
    [InlineData("<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>")]
    [InlineData("<textarea><img src=x onerror=alert(1)></textarea>")]
    [InlineData("<<script>script>alert(1)<</script>/script>")]
    [InlineData("<b/onmouseover=alert(1)>x</b>")]
    public void Nothing_that_runs_gets_through(string text) => AssertHarmless(Cleaner.Clean(text));

    [Property(MaxTest = 2_000)]
    public Property Of_no_soup_of_markup_anything_that_runs_is_left_and_what_is_clean_stays_so() => Prop.ForAll(Soup, soup =>
    {
        var clean = Cleaner.Clean(soup);

        AssertHarmless(clean);
        Assert.Equal(clean, Cleaner.Clean(clean));
        Assert.DoesNotContain('<', HtmlText.Plain(soup));
    });

    [Theory]
    [InlineData(100_000, "a<b>")]
    [InlineData(60_000, "<b>")]
    [InlineData(60_000, "<p><b>")]
    [InlineData(1_000_000, "<")]
    public void What_is_too_long_or_too_deep_is_not_parsed_and_becomes_text(int length, string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, length / piece.Length));

        Assert.DoesNotContain('<', Cleaner.Clean(text));
    }

    [Fact]
    public void The_deepest_text_that_is_parsed_leaves_the_stack_alone() =>
        Assert.Contains("deep", new HtmlCleaner(new HtmlPolicy { MaxTags = 1_000 }).Clean(string.Concat(Enumerable.Repeat("<b>", 999)) + "deep"),
            StringComparison.Ordinal);

    [Fact]
    public void What_is_dangerous_cannot_be_allowed()
    {
        Assert.All(["script", "SVG", "style", "noscript", "template"], name => Assert.Throws<ArgumentException>(() => new HtmlPolicy { Elements = [name] }));
        Assert.All(["onclick", "OnLoad", "style", "srcdoc"], name => Assert.Throws<ArgumentException>(() => new HtmlPolicy { Attributes = [name] }));
        Assert.All(["javascript", "DATA", "vbscript"], name => Assert.Throws<ArgumentException>(() => new HtmlPolicy { Schemes = [name] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HtmlPolicy { MaxCharacters = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HtmlPolicy { MaxTags = 1_001 });
    }

    [Fact]
    [AllocationTestOf(typeof(HtmlCleaner), nameof(HtmlCleaner.Clean))]
    public void Plain_text_costs_nothing() => AllocationMeter.AssertAllocatesNothing(static () =>
    {
        if (Cleaner.Clean("A comment without any markup, as nearly all of them are.").Length == 0)
            throw new InvalidOperationException();
    });

    [Fact]
    public void It_stands_beside_rules()
    {
        var comment = new Comment("<b onclick=x>hi</b><script>1</script>", "<i>title</i>");

        Assert.True(Comment.Validator.SanitizeAndValidate(ref comment).IsValid);
        Assert.Equal(("<b>hi</b>", "title"), (comment.Body, comment.Title));
    }

    /// <summary>Every tag that is left is one of the allowed, without an attribute that is not, and no link leads to a script.</summary>
    private static void AssertHarmless(string clean)
    {
        foreach (Match tag in Tag().Matches(clean))
        {
            Assert.Matches("^</?(a|b|blockquote|br|code|em|i|li|ol|p|pre|s|strong|u|ul)(\\s+(href|title)=\"[^\"]*\")*>$", tag.Value);
            Assert.DoesNotMatch("href=\"\\s*(javascript|data|vbscript)", tag.Value);
        }
        Assert.DoesNotContain("<", Tag().Replace(clean, ""), StringComparison.Ordinal);
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}

[Validated]
public sealed partial record Comment(
    [Sanitize(typeof(HtmlText), nameof(HtmlText.Basic))] string Body,
    [Sanitize(typeof(HtmlText), nameof(HtmlText.Plain))] string? Title);
