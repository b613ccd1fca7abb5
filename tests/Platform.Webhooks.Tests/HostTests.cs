using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Replay;
using Platform.Webhooks.Tests.Dialing;

namespace Platform.Webhooks.Tests;

public sealed class HostTests
{
    [Fact]
    public void Calling_it_twice_is_harmless_and_a_store_of_ones_own_is_left_alone()
    {
        var store = new InMemoryReplayStore(TimeProvider.System);
        var services = new ServiceCollection().AddSingleton<IReplayStore>(store);
        services.AddPlatformWebhooks();
        services.AddPlatformWebhooks(options => options.AllowHttp = true);
        using var provider = services.BuildServiceProvider();

        Assert.Same(store, provider.GetRequiredService<IReplayStore>());
        Assert.Same(provider.GetRequiredService<DialGuard>(), provider.GetRequiredService<DialGuard>());
        Assert.Equal(DestinationFault.None, provider.GetRequiredService<DestinationPolicy>().Check("http://example.com/", out _));
    }

    [Fact]
    public void Options_come_from_a_section()
    {
        var options = Read(
            ("AllowHttp", "true"), ("AdditionalPorts:0", "8443"), ("AllowedNetworks:0", "10.1.0.0/16"), ("AllowedHosts:0", "receiver"),
                ("MaxUrlLength", "100"), ("MaxConcurrentLookups", "2"),
            ("LookupTimeout", "00:00:01"), ("ConnectTimeout", "00:00:02"));

        Assert.True(options.AllowHttp);
        Assert.Equal([8443], options.AdditionalPorts);
        Assert.Equal(["10.1.0.0/16"], options.AllowedNetworks);
        Assert.Equal(["receiver"], options.AllowedHosts);
        Assert.Equal((100, 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
            (options.MaxUrlLength, options.MaxConcurrentLookups, options.LookupTimeout, options.ConnectTimeout));
    }

    [Fact]
    public void A_name_that_is_no_option_is_an_error() => Assert.ThrowsAny<Exception>(() => Read(("AlowHttp", "true")));

    [Theory]
    [InlineData("AdditionalPorts:0", "0", "AdditionalPorts has 0")]
    [InlineData("AdditionalPorts:0", "65536", "AdditionalPorts has 65536")]
    [InlineData("AllowedNetworks:0", "10.1.0.1/16", "AllowedNetworks has \"10.1.0.1/16\"")]
    [InlineData("AllowedNetworks:0", "10.1.0.0", "AllowedNetworks has \"10.1.0.0\"")]
    [InlineData("AllowedHosts:0", "*.internal", "AllowedHosts has \"*.internal\"")]
    [InlineData("AllowedHosts:0", ".", "AllowedHosts has \".\"")]
    [InlineData("AllowedHosts:0", "https://a", "AllowedHosts has \"https://a\"")]
    [InlineData("MaxUrlLength", "0", "MaxUrlLength is 0")]
    [InlineData("MaxConcurrentLookups", "0", "MaxConcurrentLookups is 0")]
    [InlineData("LookupTimeout", "00:00:00", "LookupTimeout is 00:00:00")]
    [InlineData("WarnAfter", "00:00:00", "WarnAfter is 00:00:00")]
    [InlineData("WarnAgainAfter", "1.00:00:00", "WarnAgainAfter is 1.00:00:00")]
    [InlineData("DisableAfterFailures", "0", "DisableAfterFailures is 0")]
    [InlineData("ConnectTimeout", "-00:00:01", "ConnectTimeout is -00:00:01")]
    public void An_option_that_cannot_hold_is_refused_by_name(string key, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionsValidationException>(() => Read((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_refusal_is_logged_with_everything_and_counted_without_the_host()
    {
        var lines = new Lines();
        var services = new ServiceCollection().AddSingleton<IAddressResolver>(new ScriptedResolver(["10.0.0.5"])).AddLogging(logging =>
            logging.AddProvider(lines));
        services.AddPlatformWebhooks();
        await using var provider = services.BuildServiceProvider();
        var counted = new List<string>();
        using var listener = new MeterListener();
        var guard = provider.GetRequiredService<DialGuard>();
        var meter = provider.GetRequiredService<Telemetry>();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Name == "platform.webhooks.destination.refusals")
                each.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (counted)
                counted.Add($"{count} {string.Join(' ', tags.ToArray())}");
        });
        listener.Start();

        await Assert.ThrowsAsync<DestinationRefusedException>(() =>
            guard.ConnectAsync(new DnsEndPoint("evil.example", 443), TestContext.Current.CancellationToken).AsTask());

        Assert.NotNull(meter);
        Assert.Equal(["Warning A call to evil.example was refused before anything was sent: AddressNotPublic, address 10.0.0.5, Private."], lines.All);
        Assert.Contains("1 [platform.webhooks.fault, AddressNotPublic]", counted);
    }

    private static PlatformWebhooksOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting =>
            KeyValuePair.Create($"Webhooks:{setting.Key}", (string?)setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddPlatformWebhooks(configuration.GetSection("Webhooks"));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<PlatformWebhooksOptions>>().Value;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (All)
                All.Add($"{logLevel} {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
