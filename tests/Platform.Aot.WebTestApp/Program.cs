using System.Runtime.CompilerServices;
using System.Text;
using Platform.Aot.TestApp;
using Platform.Aot.WebTestApp;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Validation;
using Platform.Validation.AspNetCore;
using Platform.Validation.Rules;
using Platform.Webhooks;
using Platform.Webhooks.AspNetCore;
using Platform.Webhooks.Signatures;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, OrderJson.Default));
builder.Services.AddPlatformErrors(static errors => errors.Map<TimeoutException>(CommonErrors.Unavailable)).AddCatalog(OrderErrors.Catalog).AddAspNetCore();
var secret = WebhookSecret.Generate();
builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Receiver:Sources:acme:Secrets:0", (string?)secret.Export())]);
builder.Services.AddPlatformWebhooks().AddReceiver(builder.Configuration.GetSection("Receiver"));

builder.Services.AddPlatformValidation().AddAspNetCore();

await using var app = builder.Build();
app.UsePlatformErrors();
app.MapGet("/orders/{left:int}", static HttpResult<Order> (int left) => left < 3 ? OrderErrors.OutOfStock("kettle", left) : new Order("kettle", left));
app.MapPost("/orders", static HttpResult<Order> (Order order) => order);
app.MapDelete("/orders/{id:int}", static HttpResult (int id) => Result.Success);
app.MapGet("/throw", static string () => throw new InvalidOperationException("secret"));
app.MapGet("/mapped", static string () => throw new TimeoutException("secret"));
app.MapGet("/lines", static () => StreamedJson.Lines(Orders(), OrderJson.Default.Order));
Order? received = null;
app.MapWebhook("/in/acme", "acme", (Order order, WebhookContext context) =>
{
    received = order;
    return Task.CompletedTask;
});
app.MapPost("/valid", static (Valid<NewOrder> order) => $"{order.Value.Sku} {order.Value.Quantity}");
app.MapPost("/valid/struct", static (Valid<Reading> reading) => $"{reading.Value.Place}");
app.MapPost("/valid/foreign", static (Valid<Order, OrderRules> order) => order.Value.Sku);
app.MapPost("/valid/named", static ([ValidatedBy<OrderRules>] Order order) => order.Sku).RequirePlatformValidation();
app.MapGet("/problem", static () => TypedResults.Problem(statusCode: 409, title: "Own"));
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Expect.That(await AskAsync("GET", "/orders/3") is (200, """{"sku":"kettle","quantity":3}"""), "a value");
Expect.That(await AskAsync("DELETE", "/orders/3") is (204, ""), "a success without a value");
await ExpectProblemAsync("GET", "/orders/2", 409, "OUT_OF_STOCK", "\"detail\":\"Only 2 of kettle are left.\"", "\"args\":{\"sku\":\"kettle\",\"left\":2}", "https://errors.example/out-of-stock");
await ExpectProblemAsync("GET", "/throw", 500, "INTERNAL");
await ExpectProblemAsync("GET", "/mapped", 503, "UNAVAILABLE", "\"retryable\":true");
await ExpectProblemAsync("GET", "/nothing", 404, "NOT_FOUND");
await ExpectProblemAsync("PUT", "/orders", 405, "METHOD_NOT_ALLOWED");
await ExpectProblemAsync("GET", "/problem", 409, "CONFLICT", "\"title\":\"Own\"");
await ExpectProblemAsync("POST", "/orders {", 400, "MALFORMED_JSON", "\"line\":1");
await ExpectProblemAsync("POST", "/orders []", 400, "UNEXPECTED_JSON");
await ExpectProblemAsync("POST", "/orders {\"quantity\":\"x\"}", 400, "UNEXPECTED_JSON", "\"pointer\":\"/quantity\"");
var (_, lines) = await AskAsync("GET", "/lines");
Expect.That(lines.Split('\n') is [_, var last, ""] && last.StartsWith("{\"$problem\":{", StringComparison.Ordinal) && !lines.Contains("secret", StringComparison.Ordinal), "the last line of a stream that fails");

Expect.That(await AskAsync("POST", "/valid {\"sku\":\"\\u0020kettle\",\"quantity\":3,\"readings\":[{\"latitude\":1.5,\"place\":null}]}") is (200, "kettle 3"), "a validated body is bound and sanitised");
await ExpectFailureAsync("/valid {\"sku\":\"kettle\",\"quantity\":0,\"readings\":[{\"latitude\":91}]}", "NUMBER_TOO_SMALL", "/quantity", "NUMBER_TOO_LARGE", "/readings/0/latitude");
Expect.That(await AskAsync("POST", "/valid/struct {\"latitude\":1.5,\"place\":\"here\"}") is (200, "here"), "a struct is bound");
await ExpectFailureAsync("/valid/struct {\"latitude\":91,\"place\":\"much\"}", "NUMBER_TOO_LARGE", "/latitude");
await ExpectFailureAsync("/valid/foreign {\"sku\":\"much-too-long\",\"quantity\":1}", "STRING_TOO_LONG", "/sku");
Expect.That(await AskAsync("POST", "/valid/foreign {\"sku\":\"kettle\",\"quantity\":1}") is (200, "kettle"), "rules of a class beside the type let in");
await ExpectFailureAsync("/valid/named {\"sku\":\"much-too-long\",\"quantity\":1}", "STRING_TOO_LONG", "/sku");
await ExpectFailureAsync("/valid/named {\"sku\":\"a\",\"sku\":\"b\"}", "JSON_DUPLICATE_PROPERTY");

Expect.That(await SendAsync(secret) == 204 && received is { Sku: "kettle", Quantity: 3 }, "an authentic webhook reaches its handler as its type");
Expect.That(await SendAsync(WebhookSecret.Generate()) == 403, "a forged one is refused");

Console.WriteLine($"passed  Platform.Errors.AspNetCore, Platform.Validation.AspNetCore and Platform.Webhooks.AspNetCore, {(RuntimeFeature.IsDynamicCodeSupported ? "on the just-in-time runtime" : "as native code")}");
await app.StopAsync();

async Task<(int Status, string Body)> AskAsync(string method, string target)
{
    var (path, body) = target.Split(' ') is [var first, var second] ? (first, second) : (target, null);
    using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
    using var response = await client.SendAsync(request);
    return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
}

async Task<int> SendAsync(WebhookSecret key)
{
    var (now, bytes) = (TimeProvider.System.GetUtcNow(), """{"sku":"kettle","quantity":3}"""u8.ToArray());
    using var request = new HttpRequestMessage(HttpMethod.Post, "/in/acme") { Content = new ByteArrayContent(bytes) };
    request.Headers.Add("webhook-id", "msg_1");
    request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
    request.Headers.Add("webhook-signature", new WebhookSigner(key).Sign("msg_1", now, bytes));
    using var response = await client.SendAsync(request);
    return (int)response.StatusCode;
}

async Task ExpectProblemAsync(string method, string target, int status, string code, params string[] parts)
{
    var answer = await AskAsync(method, target);
    var isProblem = answer.Status == status && answer.Body.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal) && !answer.Body.Contains("secret", StringComparison.Ordinal);
    Expect.That(isProblem && parts.All(part => answer.Body.Contains(part, StringComparison.Ordinal)), $"{method} {target} is answered with {code} and {string.Join(", ", parts)}, not {answer}");
}

async Task ExpectFailureAsync(string target, params string[] parts)
{
    var (status, body) = await AskAsync("POST", target);
    Expect.That(status == 400 && parts.All(part => body.Contains($"\"{part}\"", StringComparison.Ordinal)), $"{target} is refused with {string.Join(", ", parts)}, not with {status} {body}");
}

static async IAsyncEnumerable<Order> Orders()
{
    yield return new Order("kettle", 1);
    await Task.Yield();
    throw new InvalidOperationException("secret");
}
