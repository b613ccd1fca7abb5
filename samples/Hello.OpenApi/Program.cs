using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Errors.OpenApi.AspNetCore;
using Platform.Hosting;
using Platform.Validation;
using Platform.Validation.AspNetCore;
using Platform.Validation.OpenApi.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddPlatform();                                // errors and validation, joined
builder.Services.AddOpenApi(options => options.AddPlatformErrors().AddPlatformValidation());

await using var app = builder.Build();
app.UsePlatformErrors();
app.MapOpenApi();
app.MapPost("/orders", (Valid<Order> order) => order.Value.Sku).ProducesErrors(CommonErrors.Descriptors.NotFound);
await app.StartAsync();

// One document: what is let in, as the rules say it, and how everything else is answered, as it is sent.
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
Console.WriteLine(document["components"]!["schemas"]!["Order"]!["properties"]!["sku"]!.ToJsonString());
foreach (var (status, answer) in document["paths"]!["/orders"]!["post"]!["responses"]!.AsObject())
{
    var examples = Examples(answer!).Select(example => example.Key);
    if (examples.Any())
        Console.WriteLine($"{status}: {string.Join(", ", examples)}");
}

static JsonObject Examples(JsonNode answer) => answer["content"]?["application/problem+json"]?["examples"] as JsonObject ?? [];

[Validated]
internal sealed partial record Order([StringLength(20)] string Sku, [Range(1, 999)] int Quantity);
