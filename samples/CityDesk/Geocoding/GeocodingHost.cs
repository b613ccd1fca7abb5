using Microsoft.Extensions.Options;
using Platform.Errors.Resilience;

namespace CityDesk.Geocoding;

/// <summary>Coordinates for addresses, from a service that may be slow, wrong or away.</summary>
internal static class GeocodingHost
{
    /// <summary>Larger than any answer to a search that asks for one place.</summary>
    private const int LargestAnswer = 64 * 1024;

    public static IServiceCollection AddGeocoding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GeocodingOptions>().BindConfiguration(GeocodingOptions.Section).ValidateDataAnnotations()
            .Validate(
                static options => options.BaseAddress is null || (options.BaseAddress is { IsAbsoluteUri: true, Scheme: "http" or "https" } address && address.AbsolutePath.EndsWith('/')),
                "Geocoding:BaseAddress is an absolute http or https address that ends in a slash.")
            .ValidateOnStart();
        services.AddHttpClient<GeocodingClient>(static (provider, client) =>
        {
            client.BaseAddress = provider.GetRequiredService<IOptions<GeocodingOptions>>().Value.BaseAddress;
            client.MaxResponseContentBufferSize = LargestAnswer;
        });
        services.AddScoped<Geocoder>();

        var pipeline = services.AddPlatformResilience(Geocoder.Pipeline);
        services.AddOptions<PlatformResilienceOptions>(Geocoder.Pipeline).Configure<IOptions<GeocodingOptions>>(static (options, geocoding) =>
        {
            // A resident is waiting: one more try if the first was too slow or failed, and none once the service is known to be away.
            options.TotalTimeout = geocoding.Value.Patience;
            options.AttemptTimeout = geocoding.Value.Patience / 2;
            options.Retry.MaximumRetries = 1;
            options.Retry.BaseDelay = TimeSpan.FromMilliseconds(50);
            options.CircuitBreaker.ConsecutiveFailures = 5;
            options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(30);
        });
        // Degraded, and not among what readiness asks for: without coordinates the desk takes requests all the same.
        if (!string.IsNullOrEmpty(configuration[$"{GeocodingOptions.Section}:{nameof(GeocodingOptions.BaseAddress)}"]))
            pipeline.AddHealthCheck();
        return services;
    }
}
