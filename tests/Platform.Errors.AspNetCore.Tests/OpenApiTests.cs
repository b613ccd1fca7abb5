using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What the document of an application says of errors, as Microsoft.AspNetCore.OpenApi writes it.</summary>
public sealed class OpenApiTests
{
    private const string ProblemJson = "application/problem+json";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_problem_is_described_with_every_member_that_one_can_have()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();

        Assert.Equal(["type", "title", "status", "code"], schemas["ErrorProblem"]!["required"]!.AsArray().Select(static name => (string?)name));
        Assert.Equal(
            ["type", "title", "status", "helpLink", "detail", "instance", "code", "traceId", "pointer", "retryable", "retryAfter", "args", "errors", "errorsOmitted"],
            schemas["ErrorProblem"]!["properties"]!.AsObject().Select(static member => member.Key));
        Assert.Equal(["code", "pointer", "detail", "args"], schemas["ErrorProblemEntry"]!["properties"]!.AsObject().Select(static member => member.Key));
        Assert.All(schemas["ErrorProblem"]!["properties"]!.AsObject(), static member => Assert.NotNull(member.Value!["description"]));
    }

    [Fact]
    public async Task What_is_described_is_what_is_sent()
    {
        await using var site = await StartAsync();
        var described = (await DocumentAsync(site))["components"]!["schemas"]!;

        var several = await site.GetAsync("/several", Ending);
        var busy = await site.GetAsync("/closed", Ending);

        foreach (var problem in new[] { several.Json, busy.Json })
        {
            Assert.Empty(NamesIn(problem).Except(NamesIn(described["ErrorProblem"]!["properties"]!)));
            foreach (var required in described["ErrorProblem"]!["required"]!.AsArray())
                Assert.NotNull(problem[(string)required!]);
        }
        foreach (var entry in several.Json["errors"]!.AsArray())
            Assert.Empty(NamesIn(entry!).Except(NamesIn(described["ErrorProblemEntry"]!["properties"]!)));
    }

    [Theory]
    [InlineData("/typed", "200,409,418,500")]
    [InlineData("/plain", "200,500")]
    [InlineData("/void", "204,500")]
    [InlineData("/group/filtered", "200,409,418,500")]
    [InlineData("/group/error", "418,500")]
    [InlineData("/mvc-described", "200,409")]
    public async Task Every_status_is_said_with_the_shape_of_its_answer(string path, string statuses)
    {
        var responses = (await DocumentAsync())["paths"]![path]!["get"]!["responses"]!.AsObject();

        Assert.Equal(statuses.Split(','), responses.Select(static response => response.Key).Order());
        foreach (var (_, response) in responses.Where(static response => response.Key[0] is '4' or '5'))
            Assert.Equal("#/components/schemas/ErrorProblem", (string?)response!["content"]![ProblemJson]!["schema"]!["$ref"]);
    }

    [Fact]
    public async Task The_description_of_a_response_lists_the_codes_of_the_endpoint_and_of_its_group()
    {
        var responses = (await DocumentAsync())["paths"]!["/group/filtered"]!["get"]!["responses"]!;

        Assert.Equal(
            "- `OUT_OF_STOCK`: Not enough is left. Only {left} of {sku} are left.\n- `CONFLICT`: The state does not allow this",
            (string?)responses["409"]!["description"]);
        Assert.StartsWith("- `TEAPOT`: ", (string?)responses["418"]!["description"], StringComparison.Ordinal);
        Assert.Equal("- `INTERNAL`: Something went wrong on our side", (string?)responses["500"]!["description"]);
    }

    [Fact]
    public async Task A_transformer_of_the_application_finds_the_entries()
    {
        var codes = (await DocumentAsync())["paths"]!["/group/filtered"]!["get"]!["x-codes"]!;

        Assert.Equal(["CONFLICT", "INTERNAL", "OUT_OF_STOCK", "TEAPOT"], codes.AsArray().Select(static code => (string?)code).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> NamesIn(JsonNode node) => node.AsObject().Select(static member => member.Key);

    private static async Task<JsonNode> DocumentAsync()
    {
        await using var site = await StartAsync();
        return await DocumentAsync(site);
    }

    private static async Task<JsonNode> DocumentAsync(WebSite site)
    {
        var answer = await site.GetAsync("/openapi/v1.json", Ending);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Json;
    }

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(
        services: static builder =>
        {
            builder.Services.AddPlatformErrors().AddCatalog(ShopErrors.Catalog).AddAspNetCore().AddMvc();
            builder.Services.AddControllers();
            builder.Services.AddOpenApi(static options => options.AddOperationTransformer(static (operation, context, _) =>
            {
                var codes = context.Description.ActionDescriptor.EndpointMetadata.OfType<IErrorResponseMetadata>().SelectMany(static response => response.Errors);
                operation.AddExtension("x-codes", new JsonNodeExtension(new JsonArray([.. codes.Select(static error => JsonValue.Create(error.Code))])));
                return Task.CompletedTask;
            }));
        },
        pipeline: static app =>
        {
            app.UsePlatformErrors();
            app.MapControllers();
            app.MapOpenApi();
            app.MapGet("/typed", static HttpResult<Order> () => ShopErrors.Teapot())
                .ProducesErrors(ShopErrors.Descriptors.OutOfStock).ProducesErrors(ShopErrors.Descriptors.Teapot, ShopErrors.Descriptors.OutOfStock);
            app.MapGet("/plain", static HttpResult<Order> () => ShopErrors.Teapot());
            app.MapGet("/void", static HttpResult () => Result.Success);
            app.MapGet("/several", static HttpResult () => Error.Combine(ShopErrors.Teapot().WithPointer("/pot"), ShopErrors.OutOfStock("kettle", 0).WithPointer("/lines/0")));
            app.MapGet("/closed", static HttpResult () => ShopErrors.Closed(TimeSpan.FromSeconds(90)));
            var group = app.MapGroup("/group").WithPlatformErrors().ProducesErrors(ShopErrors.Descriptors.OutOfStock, ShopErrors.Descriptors.Teapot);
            group.MapGet("/filtered", static () => Result.Of(1)).ProducesErrors(CommonErrors.Descriptors.Conflict);
            app.MapGroup("/group").WithPlatformErrors().MapGet("/error", static () => ShopErrors.Teapot()).ProducesErrors(ShopErrors.Descriptors.Teapot);
        },
        cancellationToken: Ending);
}

[ApiController]
[Route("mvc-described")]
public sealed class DescribedController : ControllerBase
{
    [HttpGet]
    [ProducesResponseType<int>(StatusCodes.Status200OK)]
    [ProducesResponseType<ErrorProblem>(StatusCodes.Status409Conflict, "application/problem+json")]
    public Result<int> Get() => 1;
}
