using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services
    .AddPlatformRateLimiting(options => options.Policy("public", policy => policy.Limit("hourly", 2, TimeSpan.FromHours(1))))
    .AddAdaptiveLimit(load => (load.InitialLimit, load.MostLimit, load.QueueCapacity) = (1, 1, 0))
    .AddAspNetCore(web => web.DefaultPolicy = "public");

var app = builder.Build();
app.UseRouting();
app.UsePlatformRateLimiting();
app.UsePlatformAdaptiveLimit();
var (begun, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
app.MapGet("/", () => "hello");
app.MapGet("/slow", async () =>
{
    begun.SetResult();
    await finish.Task;
    return "done";
}).DisablePlatformRateLimit();
app.MapGet("/other", () => "here").DisablePlatformRateLimit();
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
for (var call = 1; call <= 3; call++)
    await TellAsync(client.GetAsync("/"));
// One request runs, no more may, and none may wait.
var slow = client.GetAsync("/slow");
await begun.Task;
await TellAsync(client.GetAsync("/other"));
finish.SetResult();
await TellAsync(slow);
await app.StopAsync();

static async Task TellAsync(Task<HttpResponseMessage> sending)
{
    using var response = await sending;
    var fields = response.Headers.Where(static field => field.Key.StartsWith("RateLimit", StringComparison.Ordinal)).Select(static field => $", {field.Key}: {string.Join(", ", field.Value)}");
    var comeBack = response.Headers.RetryAfter is null ? "" : ", Retry-After";
    Console.WriteLine($"{(int)response.StatusCode} {response.Content.Headers.ContentType?.MediaType}{string.Concat(fields)}{comeBack}");
}
