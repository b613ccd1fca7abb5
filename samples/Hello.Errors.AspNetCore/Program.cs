using System.Text.Json.Nodes;
using Platform.Errors;
using Platform.Errors.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddPlatformErrors().AddCatalog(OrderErrors.Catalog).AddAspNetCore();

var app = builder.Build();
app.UsePlatformErrors();
app.MapPost("/orders", HttpResult<int> (Order order) => order.Quantity <= 3 ? 3 - order.Quantity : OrderErrors.OutOfStock(order.Sku, 3));
app.MapGet("/orders", string () => throw new InvalidOperationException("Server=db.internal;Password=hunter2"));
await app.StartAsync();

// One success, and four failures that the framework would have answered in four ways.
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
await TellAsync(client.PostAsJsonAsync("/orders", new Order("lamp", 1)));
await TellAsync(client.PostAsJsonAsync("/orders", new Order("lamp", 5)));
await TellAsync(client.PostAsJsonAsync("/orders", new { sku = "lamp", quantity = "many" }));
await TellAsync(client.PostAsync("/orders", new StringContent("lamp")));
await TellAsync(client.GetAsync("/orders"));
await app.StopAsync();

static async Task TellAsync(Task<HttpResponseMessage> sending)
{
    using var response = await sending;
    var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    Console.WriteLine(response.IsSuccessStatusCode ? $"{(int)response.StatusCode} {body}" : $"{(int)response.StatusCode} {body["code"]}: {body["detail"] ?? body["title"]}");
}

internal sealed record Order(string Sku, int Quantity);

/// <summary>What can go wrong with an order. ErrorCodes.Unshipped.txt beside this file is the ledger that guards its codes.</summary>
[ErrorCatalog("orders")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);
}
