using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore;
using Platform.Validation.Rules;
using Platform.Validation.Schema;

namespace Platform.Validation.OpenApi.AspNetCore.Tests;

/// <summary>Rules of types that are somebody else's stand in the document where an endpoint names them, and nowhere else.</summary>
public sealed class ForeignDocumentTests
{
    [Theory]
    [InlineData("/valid")]
    [InlineData("/named")]
    [InlineData("/crates")]
    public async Task A_body_carries_the_rules_that_its_endpoint_names(string path)
    {
        var document = await DocumentAsync();
        var body = document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;

        var schema = JsonSchema.Compile(new JsonObject { ["allOf"] = new JsonArray(body.DeepClone()), ["components"] = document["components"]!.DeepClone() }.ToJsonString());
        Assert.True(schema.IsValid("""{"label":"ab","weight":1}"""u8));
        Assert.False(schema.IsValid("""{"label":"much too long","weight":1}"""u8));
        Assert.False(schema.IsValid("""{"label":"ab","weight":0}"""u8));
    }

    [Fact]
    public async Task The_type_itself_and_other_endpoints_stay_as_they_are()
    {
        var document = await DocumentAsync();

        Assert.Null(document["components"]!["schemas"]!["Crate"]!["properties"]!["label"]!["maxLength"]);
        Assert.Equal("#/components/schemas/Crate", (string?)document["paths"]!["/free"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]);
    }

    [Fact]
    public async Task Its_refusals_are_described_like_those_of_any_other_body()
    {
        var paths = (await DocumentAsync())["paths"]!;
        foreach (var path in (string[])["/valid", "/named", "/crates"])
            Assert.Superset(new HashSet<string> { "400", "413", "415" }, paths[path]!["post"]!["responses"]!.AsObject().Select(response => response.Key).ToHashSet());
    }

    private static async Task<JsonObject> DocumentAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddPlatformValidation().AddAspNetCore();
        builder.Services.AddOpenApi(static options => options.AddPlatformValidation());
        builder.Services.AddControllers().ConfigureApplicationPartManager(static parts =>
        {
            parts.FeatureProviders.Clear();
            parts.FeatureProviders.Add(new OnlyCrates());
            parts.ApplicationParts.Add(new AssemblyPart(typeof(CratesController).Assembly));
        });
        await using var app = builder.Build();
        app.MapOpenApi();
        app.MapPost("/valid", static (Valid<Crate, CrateRules> crate) => crate.Value.Label);
        app.MapPost("/named", static ([ValidatedBy<CrateRules>] Crate crate) => crate.Label).RequirePlatformValidation();
        app.MapPost("/free", static (Crate crate) => crate.Label).AllowUnvalidatedBody();
        app.MapControllers();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!.AsObject();
    }

    /// <summary>Nested, so that no other test finds it.</summary>
    [ApiController]
    [Route("crates")]
    public sealed class CratesController : ControllerBase
    {
        [HttpPost]
        public string? Post([FromBody, ValidatedBy<CrateRules>] Crate crate)
        {
            ArgumentNullException.ThrowIfNull(crate);
            return crate.Label;
        }
    }

    private sealed class OnlyCrates : ControllerFeatureProvider
    {
        protected override bool IsController(System.Reflection.TypeInfo typeInfo) => typeInfo.AsType() == typeof(CratesController);
    }
}

/// <summary>A type that nobody here may change.</summary>
public sealed class Crate
{
    public string? Label { get; set; }

    public int Weight { get; set; }
}

[ValidatorFor<Crate>]
public abstract partial class CrateRules
{
    [TextLength(1, 8)]
    public string? Label { get; set; }

    [Minimum(1)]
    public int Weight { get; set; }
}
