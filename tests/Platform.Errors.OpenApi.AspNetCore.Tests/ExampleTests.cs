using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Platform.Errors.AspNetCore;

namespace Platform.Errors.OpenApi.AspNetCore.Tests;

/// <summary>What a document shows is what is sent.</summary>
public sealed class ExampleTests
{
    private static readonly Dictionary<string, Error> Sent = new()
    {
        ["OUT_OF_STOCK"] = DeskErrors.OutOfStock("sku", 1),
        ["CLOSED"] = DeskErrors.Closed(TimeSpan.FromSeconds(30)),
        ["CARD_REFUSED"] = DeskErrors.CardRefused("4111 1111 1111 1111"),
        ["CONFLICT"] = CommonErrors.Conflict(),
        ["INTERNAL"] = CommonErrors.Internal(),
        ["EVERYTHING"] = DeskErrors.Everything(
            "text", true, 1, 1, 0.5, 9.95m, new Guid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero),
            new DateOnly(2026, 1, 31), new TimeOnly(12, 30), TimeSpan.FromSeconds(30)),
    };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/orders", 409, "OUT_OF_STOCK,CARD_REFUSED")]
    [InlineData("/orders", 503, "CLOSED")]
    [InlineData("/orders", 500, "INTERNAL")]
    [InlineData("/group/item", 409, "CONFLICT,EVERYTHING")]
    public async Task Under_each_status_stands_every_error_as_it_is_sent(string path, int status, string codes)
    {
        await using var app = await StartAsync();
        using var client = app.GetTestClient();
        var document = await DocumentAsync(client);

        var examples = document["paths"]![path]!["get"]!["responses"]![$"{status}"]!["content"]!["application/problem+json"]!["examples"]!.AsObject();

        Assert.Equal(codes.Split(','), examples.Select(static example => example.Key));
        foreach (var (code, example) in examples)
        {
            using var response = await client.GetAsync(new Uri($"/send/{code}", UriKind.Relative), Ending);
            var sent = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ending))!;
            Assert.Equal((status, (string?)sent["title"]), ((int)response.StatusCode, (string?)example!["summary"]));
            Assert.Equal(32, ((string)example["value"]!["traceId"]!).Length);
            sent["traceId"] = (string)example["value"]!["traceId"]!;
            Assert.Equal(sent.ToJsonString(), example["value"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task An_example_of_the_application_stays()
    {
        await using var app = await StartAsync(static options => options.AddOperationTransformer(static (operation, _, _) =>
        {
            if (operation.Responses!.TryGetValue("409", out var response))
            {
                response.Content!["application/problem+json"].Examples = new Dictionary<string, IOpenApiExample>
                {
                    ["OUT_OF_STOCK"] = new OpenApiExample { Summary = "Ours" },
                };
            }
            return Task.CompletedTask;
        }));
        using var client = app.GetTestClient();

        var examples = (await DocumentAsync(client))["paths"]!["/orders"]!["get"]!["responses"]!["409"]!["content"]!["application/problem+json"]!["examples"]!;

        Assert.Equal("Ours", (string?)examples["OUT_OF_STOCK"]!["summary"]);
        Assert.NotNull(examples["CARD_REFUSED"]);
    }

    [Fact]
    public async Task A_document_of_an_application_without_errors_is_as_it_was()
    {
        await using var app = await StartAsync(errors: false);
        using var client = app.GetTestClient();

        Assert.NotNull((await DocumentAsync(client))["paths"]!["/plain"]);
    }

    [Fact]
    public void Options_must_be_there() => Assert.Throws<ArgumentNullException>(static () => PlatformErrorsOpenApiExtensions.AddPlatformErrors(null!));

    private static async Task<JsonNode> DocumentAsync(HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ending))!;

    private static async Task<WebApplication> StartAsync(Action<OpenApiOptions>? before = null, bool errors = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddOpenApi(options =>
        {
            before?.Invoke(options);
            options.AddPlatformErrors();
        });
        if (errors)
            builder.Services.AddPlatformErrors().AddCatalog(DeskErrors.Catalog).AddAspNetCore();
        var app = builder.Build();
        if (errors)
            app.UsePlatformErrors();
        app.MapOpenApi();
        app.MapGet("/plain", static () => 1);
        if (errors)
        {
            app.MapGet("/orders", static HttpResult<int> () => 1)
                .ProducesErrors(DeskErrors.Descriptors.OutOfStock, DeskErrors.Descriptors.CardRefused, DeskErrors.Descriptors.Closed);
            app.MapGroup("/group").WithPlatformErrors().ProducesErrors(CommonErrors.Descriptors.Conflict)
                .MapGet("/item", static () => Result.Of(1)).ProducesErrors(DeskErrors.Descriptors.Everything);
            app.MapGet("/send/{code}", static HttpResult (string code) => Sent[code]);
        }
        await app.StartAsync(Ending);
        return app;
    }
}
