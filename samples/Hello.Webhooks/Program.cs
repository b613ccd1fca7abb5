using System.Text;
using Platform.Webhooks;
using Platform.Webhooks.AspNetCore;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Ed25519;
using Platform.Webhooks.Signatures;

var (secret, pair) = (WebhookSecret.Generate(), WebhookPrivateKey.Generate()); // a program keeps its keys; this one makes new ones each time

// The receiver: one endpoint, which asks for a signature of either key.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddPlatformWebhooks().AddEd25519()
    .AddReceiver(options => options.Source("acme", source => { source.Secrets.Add(secret.Export()); source.Secrets.Add(pair.PublicKey.ToString()); }));
await using var app = builder.Build();
app.MapWebhook("/in/acme", "acme", (InvoicePaid paid, WebhookContext context) =>
    Console.Out.WriteLineAsync($"{context.EventType}: {paid.Data.Id} of {paid.Data.Amount}"));
await app.StartAsync();
var url = new Uri(app.Urls.Single() + "/in/acme");

// The sender: a client that calls nothing private; this one may call the receiver on loopback.
var inside = new PlatformWebhooksOptions { AllowHttp = true, AdditionalPorts = { url.Port }, AllowedNetworks = { "127.0.0.1/32" } };
using var client = new HttpClient(new DialGuard(inside).CreateHandler());
var body = Encoding.UTF8.GetBytes("""{"type":"invoice.paid","data":{"id":"in_1","amount":12}}""");
Console.WriteLine($"with both signatures: {await SendAsync(new WebhookSigner(secret, pair))}");
Console.WriteLine($"the same once more: {await SendAsync(new WebhookSigner(secret))}");
Console.WriteLine($"by a stranger: {await SendAsync(new WebhookSigner(WebhookSecret.Generate()))}");

using var careful = new HttpClient(new DialGuard(new PlatformWebhooksOptions()).CreateHandler());
foreach (var address in new[] { "https://169.254.169.254/latest/meta-data/", "https://0x7f.1/", "https://redis:6379/" })
    Console.WriteLine(await careful.GetAsync(new Uri(address)).ContinueWith(call => call.Exception!.InnerException!.Message, TaskScheduler.Default));

async Task<int> SendAsync(WebhookSigner signer)
{
    var now = TimeProvider.System.GetUtcNow();
    using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
    request.Headers.Add("webhook-id", "msg_1");
    request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
    request.Headers.Add("webhook-signature", signer.Sign("msg_1", now, body));
    using var response = await client.SendAsync(request);
    return (int)response.StatusCode;
}

internal sealed record InvoicePaid(string Type, Invoice Data);

internal sealed record Invoice(string Id, int Amount);
