using System.Net;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Webhooks;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Replay;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class WebhooksExercise : IExercise
{
    public string Package => "Platform.Webhooks";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webhooks:AdditionalPorts:0"] = "8443",
            ["Webhooks:AllowedNetworks:0"] = "10.1.0.0/16",
            ["Webhooks:LookupTimeout"] = "00:00:02",
        }).Build();
        var services = new ServiceCollection();
        services.AddPlatformWebhooks(configuration.GetSection("Webhooks"));
        await using var provider = services.BuildServiceProvider();

        Verify(TimeProvider.System.GetUtcNow());
        var policy = provider.GetRequiredService<DestinationPolicy>();
        Expect.That(policy.Check("https://10.1.2.3:8443/hook", out _) == DestinationFault.None, "what is allowed inside passes");
        Expect.That(policy.Check("https://0x7f.1/", out _) == DestinationFault.ObfuscatedAddress, "an obfuscated address is seen");
        Expect.That(AddressClassifier.Classify(IPAddress.Parse("::ffff:169.254.169.254")) == AddressClass.LinkLocal, "an address in disguise is seen");

        using var client = new HttpClient(provider.GetRequiredService<DialGuard>().CreateHandler());
        var refused = await client.GetAsync(new Uri("https://127.0.0.1/"), cancellationToken).ContinueWith(static call =>
            call.Exception?.InnerException is DestinationRefusedException, TaskScheduler.Default);
        Expect.That(refused, "a private address is not called");

        var store = provider.GetRequiredService<IReplayStore>();
        var claim = await store.ClaimAsync("acme", "id:1", TimeSpan.FromMinutes(1), cancellationToken);
        await store.CompleteAsync("acme", "id:1", claim, TimeSpan.FromDays(1), cancellationToken);
        Expect.That((await store.ClaimAsync("acme", "id:1", TimeSpan.FromMinutes(1), cancellationToken)).State == ReplayState.Completed,
            "a message is handled once");
        await PublishAsync(cancellationToken);
        Describe();
    }

    private static void Describe()
    {
        var catalog = HookEvents.Catalog;
        var document = catalog.ToOpenApi("Desk", "1");
        Expect.That(
            document["webhooks"]?["paid"]?["post"]?["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?["id"]?["type"]?.GetValue<string>() == "string", "a payload has its schema");
        Expect.That(catalog.BreakingChangesSince(document).Count == 0, "nothing breaks where nothing changes");
        Expect.That(catalog.Event(new HookPaid("1")).Body.Span.SequenceEqual("{\"id\":\"1\"}"u8), "a payload is written");
        Expect.That(catalog.Types[0].Keys.SequenceEqual(["id"]), "a payload has its keys");
    }

    private static async Task PublishAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Outbox:HandlerConcurrency"] = "2" }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<TaskCompletionSource<string>>();
        services.AddPlatformOutbox(configuration.GetSection("Outbox")).AddHandler<Hearing>("hearing", "opened");
        await using var provider = services.BuildServiceProvider();
        var dispatcher = provider.GetServices<IHostedService>().Single();
        await dispatcher.StartAsync(cancellationToken);
        await provider.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("opened", "{}"u8.ToArray()), cancellationToken);
        Expect.That(await provider.GetRequiredService<TaskCompletionSource<string>>().Task.WaitAsync(cancellationToken) == "opened", "a handler hears what is published");
        await dispatcher.StopAsync(cancellationToken);
    }

    private static void Verify(DateTimeOffset now)
    {
        var (old, recent) = (WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), WebhookSecret.Generate());
        var header = new WebhookSigner(recent, old).Sign("msg_1", now, "{}"u8);
        var verifier = new WebhookVerifier(WebhookScheme.Standard, [old], TimeProvider.System);
        var timestamp = $"{now.ToUnixTimeSeconds()}";
        Expect.That(verifier.Verify(WebhookHeaders.Standard("msg_1", timestamp, header), "{}"u8).Key == old, "a signature verifies while secrets change");
        Expect.That(verifier.Verify(WebhookHeaders.Standard("msg_1", timestamp, header), "[]"u8).Fault == WebhookFault.SignatureMismatch,
            "that of another body does not");
        Expect.That(new WebhookSigner(old).Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330),
            "{\"test\": 2432232314}"u8) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "the example of the standard's libraries");
        Expect.That(WebhookScheme.All.Select(scheme => scheme.Name).SequenceEqual(["standard", "svix", "stripe", "github", "slack", "shopify"]),
            "all schemes are there");
    }

    private sealed class Hearing(TaskCompletionSource<string> heard) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            heard.TrySetResult(message.Type);
            return default;
        }
    }
}

[WebhookCatalog(typeof(HookJson))]
internal static partial class HookEvents;

[WebhookEvent("paid")]
internal sealed record HookPaid([property: WebhookKey] string Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HookPaid))]
internal sealed partial class HookJson : JsonSerializerContext;
