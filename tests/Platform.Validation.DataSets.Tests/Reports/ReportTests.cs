using System.Text;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Platform.Validation.DataSets.Reports;
using Platform.Validation.Schema;

namespace Platform.Validation.DataSets.Tests.Reports;

public sealed class ReportTests
{
    private static readonly JsonSchema Schema = JsonSchema.Compile(DataSetReport.JsonSchema, new JsonSchemaOptions { Formats = FormatMode.Assert });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    public void A_report_follows_its_schema_and_can_be_read_back(int rows)
    {
        var report = DataSetTests.Run(Orders.Make(5, rows), null, 64);
        var json = report.ToJson();

        Assert.Equal("valid", Schema.Validate(json).ToString());
        Assert.Equal(json, DataSetReport.FromJson(json).ToJson());
        // The schema is strict enough to notice.
        Assert.False(Schema.IsValid(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("\"outcome\": \"", "\"outcome\": \"x", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_report_of_a_newer_version_is_not_read_as_if_it_were_this_one()
    {
        var json = Encoding.UTF8.GetString(DataSetTests.Run([], null, 1).ToJson()).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => DataSetReport.FromJson(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void The_page_needs_nothing_else_and_says_everything_in_words()
    {
        var report = DataSetTests.Run(Orders.Make(5, 700), null, 64) with { Damage = "Line 7 is <broken>.", IsComplete = false };
        var html = HtmlReport.Render(report);
        var page = new HtmlParser().ParseDocument(html);

        Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, [onclick], [src], [href]"));
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(report.Rules.Count, page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(report.Columns.Count, page.QuerySelectorAll("article").Length);
        Assert.All(page.QuerySelectorAll("svg"), plot => Assert.True(plot.GetAttribute("aria-hidden") == "true" || plot.QuerySelector("title") is not null));
        Assert.Contains("Line 7 is <broken>.", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_and_values_stay_text()
    {
        const string Hostile = "</title></style><script>alert(1)</script>\"'&";
        var rules = DataSet.For<string>(Hostile).Column(static text => text, static text => text.Profile().Complete().OneOf(["x"]), Hostile).Build();
        using var run = rules.Start();
        var report = DataSetTests.Check(run, Enumerable.Repeat(Hostile, 10)) with { Source = Hostile };

        var page = new HtmlParser().ParseDocument(HtmlReport.Render(report));

        Assert.Empty(page.QuerySelectorAll("script"));
        Assert.Equal(Hostile, page.QuerySelector("h1")!.TextContent);
        Assert.Equal(Hostile, page.QuerySelector("ul.frequent span")!.TextContent);
        Assert.Equal("valid", Schema.Validate(report.ToJson()).ToString());
    }

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.9999999, "> 99.99 %")]
    [InlineData(0.00001, "< 0.01 %")]
    [InlineData(0, "0 %")]
    [InlineData(0.995, "99.5 %")]
    public void A_share_is_never_rounded_to_all_or_none(double share, string text) => Assert.Equal(text, HtmlReport.Percent(share));
}
