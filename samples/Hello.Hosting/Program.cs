using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Platform.Errors.AspNetCore;
using Platform.Hosting;
using Platform.Validation;
using Platform.Validation.AspNetCore;
using Platform.Validation.Sanitizing;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddPlatform();                                // errors and validation, joined

await using var app = builder.Build();
app.UsePlatformErrors();
app.MapPost("/orders", (Valid<Order> order) => $"{order.Value.Quantity} of {order.Value.Sku}");
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
await SendAsync(new { sku = " kettle ", quantity = 2 });
await SendAsync(new { sku = "kettle", quantity = 0 });

async Task SendAsync(object body)
{
    using var answer = await client.PostAsJsonAsync(new Uri("/orders", UriKind.Relative), body);
    if (answer.IsSuccessStatusCode)
    {
        Console.WriteLine(await answer.Content.ReadAsStringAsync());
        return;
    }
    var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
    Console.WriteLine($"{problem.GetProperty("status")} {problem.GetProperty("code")} {problem.GetProperty("errors")}");
}

[Validated]
internal sealed partial record Order([Trim, StringLength(20)] string Sku, [Range(1, 999)] int Quantity);
