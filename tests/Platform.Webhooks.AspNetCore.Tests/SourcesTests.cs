using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Ed25519;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed class SourcesTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Public = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    [Fact]
    public void Sources_come_from_a_section()
    {
        var options = Read(
            ("Sources:acme:Secrets:0", Secret), ("Sources:acme:Secrets:1", Secret), ("Sources:shop:Scheme", "shopify"),
                ("Sources:shop:Secrets:0", "shpss_0123456789abcdef"),
            ("Sources:shop:MaxBodyBytes", "10"), ("Sources:shop:Tolerance", "00:01:00"), ("Tolerance", "00:02:00"), ("MaxBodyBytes", "20"),
                ("HandlerLease", "00:03:00"), ("ReplayRetention", "1.00:00:00"));

        Assert.Equal(["acme", "shop"], options.Sources.Keys.Order());
        Assert.Equal(("standard", 2), (options.Sources["acme"].Scheme, options.Sources["acme"].Secrets.Count));
        Assert.Equal(("shopify", 10, TimeSpan.FromMinutes(1)),
            (options.Sources["shop"].Scheme, options.Sources["shop"].MaxBodyBytes, options.Sources["shop"].Tolerance));
        Assert.Equal((TimeSpan.FromMinutes(2), 20, TimeSpan.FromMinutes(3), TimeSpan.FromDays(1)),
            (options.Tolerance, options.MaxBodyBytes, options.HandlerLease, options.ReplayRetention));
    }

    [Theory]
    [InlineData("Sources:acme:Scheme", "standard", "Source \"acme\" has 0 secrets")]
    [InlineData("Sources:acme:Scheme", "other", "Source \"acme\" has the scheme \"other\": say standard, svix, stripe, github, slack, shopify.")]
    [InlineData("Sources:acme:Secrets:0", "", "Source \"acme\", secret 0: The key is empty")]
    [InlineData("Sources:acme:Secrets:0", "whsec_", "Source \"acme\", secret 0: The key is empty")]
    [InlineData("Sources:acme:Secrets:0", "hunter2!", "secret 0: What follows whsec_ is not base64")]
    [InlineData("Sources:acme:Secrets:0", Public, "secret 0: This is an Ed25519 public key: add Platform.Webhooks.Ed25519 and call AddEd25519().")]
    [InlineData("Tolerance", "2.00:00:00", "Tolerance is 2.00:00:00")]
    [InlineData("MaxBodyBytes", "0", "MaxBodyBytes is 0")]
    [InlineData("HandlerLease", "00:00:00", "HandlerLease is 00:00:00")]
    [InlineData("ReplayRetention", "00:00:00", "ReplayRetention is 00:00:00")]
    public void What_cannot_hold_is_refused_by_name_and_without_the_secret(string key, string value, string expected)
    {
        var message = Assert.Throws<OptionsValidationException>(() => Read((key, value))).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_key_needs_the_package_that_reads_it() =>
        Assert.Equal([Public], Read(builder => builder.AddEd25519(), ("Sources:acme:Secrets:0", Public)).Sources["acme"].Secrets);

    [Fact]
    public void A_secret_of_a_vendor_that_looks_like_a_public_key_is_a_text() =>
        Assert.Single(Read(("Sources:acme:Scheme", "github"), ("Sources:acme:Secrets:0", Public)).Sources);

    [Fact]
    public void An_endpoint_for_nobody_is_an_error_that_names_those_who_are_there()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddPlatformWebhooks().AddReceiver(options => options.Source("acme", source => source.Secrets.Add(Secret)));
        var app = builder.Build();

        var failure = Assert.Throws<InvalidOperationException>(() => app.MapWebhook("/in/amce", "amce", _ => Task.CompletedTask));

        Assert.Contains("There is no source \"amce\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains("There are: acme.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_without_services_or_of_a_type_without_metadata_is_an_error_when_it_is_mapped()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var bare = builder.Build();
        Assert.Contains("AddReceiver", Assert.Throws<InvalidOperationException>(() => bare.MapWebhook("/in", "acme", _ => Task.CompletedTask)).Message,
            StringComparison.Ordinal);

        var second = WebApplication.CreateSlimBuilder();
        second.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolver = InvoiceJson.Default);
        second.Services.AddPlatformWebhooks().AddReceiver(options => options.Source("acme", source => source.Secrets.Add(Secret)));
        var app = second.Build();
        Assert.Contains("JsonSerializerContext",
            Assert.Throws<InvalidOperationException>(() => app.MapWebhook("/in", "acme", (Version _, WebhookContext _) => Task.CompletedTask)).Message,
            StringComparison.Ordinal);
    }

    private static PlatformWebhooksReceiverOptions Read(params (string Key, string Value)[] settings) => Read(_ => { }, settings);

    private static PlatformWebhooksReceiverOptions Read(Action<PlatformWebhooksBuilder> configure, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting =>
            KeyValuePair.Create($"Receiver:{setting.Key}", (string?)setting.Value))).Build();
        var services = new ServiceCollection();
        configure(services.AddPlatformWebhooks().AddReceiver(configuration.GetSection("Receiver")));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<PlatformWebhooksReceiverOptions>>().Value;
    }
}
