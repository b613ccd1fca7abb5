using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;

namespace CityDesk.Tests.Api;

/// <summary>What tools are told of the staff API, where the operator lets them be told.</summary>
public sealed class ApiDocumentTests(SqliteDesk desk) : IClassFixture<SqliteDesk>
{
    [Fact]
    public async Task Strangers_are_not_shown_the_doors_of_staff_unless_the_operator_says_so() =>
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);

    [Fact]
    public async Task The_document_tells_the_calls_of_the_staff_API_and_no_others()
    {
        var document = await DocumentAsync();

        Assert.Equal(["/api/v1/requests/{publicId}", "/api/v1/requests/{publicId}/transitions", "/api/v1/session"],
            document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_body_must_be_is_what_its_rules_ask()
    {
        var document = await DocumentAsync();

        Assert.Equal("#/components/schemas/SignInCommand", (string?)document["paths"]!["/api/v1/session"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal(["password", "userName"], document["components"]!["schemas"]!["SignInCommand"]!["required"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_error_is_shown_as_it_is_sent()
    {
        var document = await DocumentAsync();
        var transitions = document["paths"]!["/api/v1/requests/{publicId}/transitions"]!["post"]!["responses"]!;

        Assert.Equal(["ALREADY_ASSIGNED", "REQUEST_CHANGED", "REQUEST_CLOSED", "REQUEST_NOT_CLOSED"], Codes(transitions["409"]!));
        Assert.Superset(new HashSet<string> { "BODY_MISSING", "MALFORMED_JSON", "UNEXPECTED_JSON", "VALIDATION_FAILED" }, Codes(transitions["400"]!).ToHashSet());
        Assert.Equal("This request has changed since you looked at it. Look again, then decide.",
            (string?)transitions["409"]!["content"]!["application/problem+json"]!["examples"]!["REQUEST_CHANGED"]!["value"]!["detail"]);
        Assert.Equal(["200", "400", "401", "403", "404", "409", "413", "415", "500"], transitions.AsObject().Select(answer => answer.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bodies_are_types_of_TypeScript_for_clients_in_that_language()
    {
        await using var open = desk.WithWebHostBuilder(static host => host.UseSetting("Desk:OpenApiDocument", "true"));
        using var client = open.CreateClient();

        var types = await client.GetStringAsync(new Uri("/openapi/v1.ts", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.StartsWith("export interface SignInCommand {\n  userName: string;\n  password: string;\n}\n", types, StringComparison.Ordinal);
        Assert.Contains("export interface TransitionCommand {", types, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Codes(JsonNode answer) =>
        answer["content"]!["application/problem+json"]!["examples"]!.AsObject().Select(example => example.Key).Order(StringComparer.Ordinal);

    private async Task<JsonNode> DocumentAsync()
    {
        await using var open = desk.WithWebHostBuilder(static host => host.UseSetting("Desk:OpenApiDocument", "true"));
        using var client = open.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        return JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;
    }
}
