using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

public sealed class LanguageTests
{
    private const string German = "Nicht genug auf Lager";
    private const string English = "Not enough is left";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, English)]
    [InlineData("", English)]
    [InlineData("de", German)]
    [InlineData("de-AT, en;q=0.9", German)]
    [InlineData("en, de;q=0.9", English)]
    [InlineData("en;q=0.8, de;q=0.9", German)]
    [InlineData("en;q=0.899, de;q=0.9", German)]
    [InlineData("de;q=0, en", English)]
    [InlineData("de;q=0", English)]
    [InlineData("fr, ja;q=0.9", English)]
    [InlineData("fr, de;q=0.1", German)]
    [InlineData("*", English)]
    [InlineData("DE-de", German)]
    [InlineData("de;q=1.001, en;q=0.1", English)]
    [InlineData("de;q=banana, en;q=0.1", English)]
    [InlineData(",,;,=,de", German)]
    [InlineData("../../etc/passwd, de", German)]
    public async Task Texts_follow_accept_language_and_codes_do_not(string? accepted, string title)
    {
        await using var site = await StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accepted is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", accepted);

        var answer = await site.SendAsync(request, Ending);

        Assert.Equal((title, "OUT_OF_STOCK"), ((string)answer.Json["title"]!, answer.Code));
        Assert.Equal(title == German ? "Von kettle sind nur 1234 da." : "Only 1234 of kettle are left.", (string)answer.Json["detail"]!);
        Assert.Equal(title == German ? "de" : "en", answer.Headers["Content-Language"]);
        Assert.Equal("Origin, Accept-Language", answer.Headers["Vary"]);
        Assert.Equal(1234, (int)answer.Json["args"]!["left"]!);
    }

    [Fact]
    public async Task Where_there_is_one_language_nothing_is_said_of_it()
    {
        await using var site = await WebSite.StartAsync(static app => app.MapGet("/", static () => ShopErrors.OutOfStock("kettle", 1)).WithPlatformErrors(), cancellationToken: Ending);
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept-Language", "de");

        var answer = await site.SendAsync(request, Ending);

        Assert.Equal(English, (string)answer.Json["title"]!);
        Assert.False(answer.Headers.ContainsKey("Vary"));
        Assert.False(answer.Headers.ContainsKey("Content-Language"));
    }

    [Theory]
    [InlineData("/teapot", "en")]
    [InlineData("/both", "de, en")]
    [InlineData("/nothing", "de")]
    [InlineData("/written", null)]
    [InlineData("/written-in", "fr")]
    [InlineData("/bare", "de")]
    public async Task Content_language_is_that_of_the_texts_and_not_that_of_the_request(string path, string? language)
    {
        await using var site = await StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept-Language", "de");

        var answer = await site.SendAsync(request, Ending);

        Assert.Equal(language, answer.Headers.GetValueOrDefault("Content-Language"));
        Assert.Equal("Accept-Language", answer.Headers["Vary"]);
    }

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(
        static builder => builder.Services.AddPlatformErrors(static errors => errors.Cultures.Add("de")).AddCatalog(ShopErrors.Catalog).AddAspNetCore(),
        static app =>
        {
            app.UsePlatformErrors();
            app.MapGet("/", static (HttpContext context) =>
            {
                context.Response.Headers.Vary = "Origin";
                return ShopErrors.OutOfStock("kettle", 1234);
            }).WithPlatformErrors();
            app.MapGet("/teapot", static HttpResult () => ShopErrors.Teapot());
            app.MapGet("/both", static HttpResult () => Error.Combine(ShopErrors.OutOfStock("kettle", 1), ShopErrors.Teapot()));
            app.MapGet("/written", static () => TypedResults.Problem("Somebody wrote this.", statusCode: 409));
            app.MapGet("/written-in", static (HttpContext context) =>
            {
                context.Response.Headers.ContentLanguage = "fr";
                return TypedResults.Problem("Quelqu'un a écrit cela.", statusCode: 409);
            });
            app.MapGet("/bare", static () => TypedResults.Problem(statusCode: 404));
        },
        cancellationToken: Ending);
}
