using System.Text.Json.Nodes;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Errors.OpenApi.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddPlatformErrors().AddCatalog(OrderErrors.Catalog).AddAspNetCore();
builder.Services.AddOpenApi(options => options.AddPlatformErrors());

var app = builder.Build();
app.UsePlatformErrors();
app.MapOpenApi();
app.MapGet("/orders/{sku}", HttpResult<string> (string sku) => OrderErrors.OutOfStock(sku, 3)).ProducesErrors(OrderErrors.Descriptors.OutOfStock);
await app.StartAsync();

// What the document shows of an error is what is sent, but for the values.
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
using var refused = await client.GetAsync(new Uri("/orders/lamp", UriKind.Relative));
Console.WriteLine((string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["detail"]);
var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
var answer = document["paths"]!["/orders/{sku}"]!["get"]!["responses"]!["409"]!;
Console.WriteLine((string?)answer["description"]);
Console.WriteLine(answer["content"]!["application/problem+json"]!["examples"]!["OUT_OF_STOCK"]!["value"]!.ToJsonString());
await app.StopAsync();

/// <summary>What can go wrong with an order. ErrorCodes.Unshipped.txt beside this file is the ledger that guards its codes.</summary>
[ErrorCatalog("orders")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);
}
