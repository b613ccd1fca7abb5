using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What an exception means is said once, by whoever says it most exactly, and no field of the request changes it.</summary>
public sealed class ExceptionMappingTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/own/operation")]
    [InlineData("/own/argument")]
    [InlineData("/own/support")]
    public async Task A_charset_that_nobody_knows_does_not_turn_a_fault_of_the_application_into_one_of_the_caller(string path)
    {
        await using var site = await StartAsync(static _ => { });

        Assert.Equal("INTERNAL", (await PostAsync(site, path, "x/y; charset=klingon", "x")).Code);
        Assert.Equal("INTERNAL", (await PostAsync(site, path, "application/json; charset=utf-7", "x")).Code);
        Assert.Equal("UNSUPPORTED_MEDIA_TYPE", (await PostAsync(site, "/read", "application/json; charset=klingon", "1")).Code);
    }

    [Fact]
    public async Task A_mapping_counts_whatever_the_request_says()
    {
        await using var site = await StartAsync(static errors => errors.Map<ArgumentException>(ShopErrors.Teapot).Map<NotSupportedException>(ShopErrors.Teapot));

        Assert.Equal("TEAPOT", (await PostAsync(site, "/own/argument", "x/y; charset=klingon", "x")).Code);
        Assert.Equal("TEAPOT", (await PostAsync(site, "/own/support", "application/json", "x")).Code);
    }

    [Fact]
    public async Task A_mapping_of_what_only_HTTP_throws_counts()
    {
        await using var site = await StartAsync(static errors => errors.Map<BadHttpRequestException>(ShopErrors.Teapot).Map<AntiforgeryValidationException>(ShopErrors.Teapot));

        Assert.Equal("TEAPOT", (await PostAsync(site, "/bound", "application/json", "{")).Code);
        Assert.Equal("TEAPOT", (await PostAsync(site, "/own/refusal", "application/json", "x")).Code);
        Assert.Equal("TEAPOT", (await PostAsync(site, "/own/antiforgery", "application/json", "x")).Code);
    }

    [Fact]
    public async Task A_mapping_of_a_base_class_is_not_about_requests_that_cannot_be_read()
    {
        await using var site = await StartAsync(static errors => errors.Map<IOException>(ShopErrors.Teapot).Map<Exception>(ShopErrors.Teapot));

        Assert.Equal("MALFORMED_JSON", (await PostAsync(site, "/bound", "application/json", "{")).Code);
        Assert.Equal("CONTENT_TOO_LARGE", (await PostAsync(site, "/own/refusal", "application/json", "x")).Code);
    }

    [Fact]
    public async Task A_mapping_of_what_anybody_may_throw_is_about_the_application_and_not_about_the_body_that_the_framework_reads()
    {
        await using var site = await StartAsync(static errors => errors.Map<JsonException>(CommonErrors.DependencyFailed).Map<InvalidOperationException>(CommonErrors.Conflict));

        Assert.Equal("DEPENDENCY_FAILED", (await PostAsync(site, "/own/json", "application/json", "x")).Code);
        Assert.Equal("MALFORMED_JSON", (await PostAsync(site, "/read", "application/json", "x")).Code);
        Assert.Equal("CONFLICT", (await PostAsync(site, "/own/operation", "application/json", "x")).Code);
        Assert.Equal("UNSUPPORTED_MEDIA_TYPE", (await PostAsync(site, "/read", "text/plain", "1")).Code);
    }

    [Fact]
    public void Code_that_asks_the_map_hears_what_the_middleware_says()
    {
        var map = Map(static _ => { });

        Assert.Equal("CONTENT_TOO_LARGE", Of(map, new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge)));
        Assert.Equal("REQUEST_TIMEOUT", Of(map, new BadHttpRequestException("Too slow.", StatusCodes.Status408RequestTimeout)));
        Assert.Equal("INVALID_REQUEST", Of(map, new BadHttpRequestException("Required parameter \"int id\" was not provided from query string.")));
        Assert.Equal("ANTIFORGERY_TOKEN_INVALID", Of(map, new AntiforgeryValidationException("No token.")));
        Assert.Equal("ANTIFORGERY_TOKEN_INVALID", Of(map, new BadHttpRequestException("Form.", new AntiforgeryValidationException("No token."))));
    }

    [Fact]
    public void What_the_application_has_mapped_stays()
    {
        var map = Map(static errors => errors.Map<BadHttpRequestException>(ShopErrors.Teapot));

        Assert.Equal("TEAPOT", Of(map, new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge)));
        Assert.Equal("ANTIFORGERY_TOKEN_INVALID", Of(map, new AntiforgeryValidationException("No token.")));
    }

    private static ExceptionMap Map(Action<PlatformErrorsOptions> errors)
    {
        var services = new ServiceCollection();
        services.AddPlatformErrors().AddAspNetCore();
        // Behind, too: the order of calls does not matter.
        services.Configure(errors);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<ExceptionMap>();
    }

    private static string Of(ExceptionMap map, Exception exception) => map.Map(exception, CancellationToken.None).Code;

    private static async Task<Answer> PostAsync(WebSite site, string path, string contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, Ending);
    }

    private static Task<WebSite> StartAsync(Action<PlatformErrorsOptions> errors) => WebSite.StartAsync(
        services: builder => builder.Services.AddPlatformErrors(errors).AddCatalog(ShopErrors.Catalog).AddAspNetCore(),
        pipeline: static app =>
        {
            app.UsePlatformErrors();
            app.MapPost("/own/operation", string () => throw new InvalidOperationException("a bug"));
            app.MapPost("/own/argument", string () => throw new ArgumentException("a bug"));
            app.MapPost("/own/support", string () => throw new NotSupportedException("a bug"));
            app.MapPost("/own/json", static () => JsonSerializer.Deserialize<int>("x"));
            app.MapPost("/own/refusal", string () => throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge));
            app.MapPost("/own/antiforgery", string () => throw new AntiforgeryValidationException("No token."));
            app.MapPost("/read", static async (HttpRequest request) => await request.ReadFromJsonAsync<int>(Ending));
            app.MapPost("/bound", static (Order order) => order.Name);
        },
        cancellationToken: Ending);
}
