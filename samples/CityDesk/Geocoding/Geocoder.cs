using CityDesk.Domain;
using Microsoft.Extensions.Options;
using Platform.Errors;
using Platform.Errors.Resilience;

namespace CityDesk.Geocoding;

/// <summary>A location, and whether its coordinates are missing only because the service failed.</summary>
internal readonly record struct Located(Location Location, bool IsDegraded);

/// <summary>Finds the coordinates of an address. A resident is never refused because of it, and never waits longer than <see cref="GeocodingOptions.Patience"/>.</summary>
internal sealed partial class Geocoder(
    [FromKeyedServices(Geocoder.Pipeline)] ResultPipeline pipeline, GeocodingClient client, IOptions<GeocodingOptions> options, ILogger<Geocoder> logger)
{
    /// <summary>Names the service in health checks and metrics.</summary>
    public const string Pipeline = "geocoding";

    /// <summary>Asks where a location has an address and no coordinates.</summary>
    public async ValueTask<Located> LocateAsync(Location location, CancellationToken cancellationToken)
    {
        if (options.Value.BaseAddress is null || location.Latitude is not null || string.IsNullOrWhiteSpace(location.Address))
            return new Located(location, IsDegraded: false);

        var found = await pipeline.ExecuteOrDegradeAsync(
            Idempotency.Idempotent,
            (client, location),
            static async (state, cancellation) => await state.client.FindAsync(state.location, cancellation),
            static (state, _, _) => new ValueTask<Result<Location>>(state.location),
            cancellationToken);
        if (found.TryGetReason(out var reason))
            LogDegraded(logger, reason.Code, reason.Cause);
        // A service that refuses to answer works, so there is no substitute for it: this address is not located all the same.
        if (!found.Result.TryGetError(out var refused) || refused.Kind == ErrorKind.Canceled)
            return new Located(found.Result.ValueOrThrow(), found.IsDegraded);
        LogDegraded(logger, refused.Code, refused.Cause);
        return new Located(location, IsDegraded: true);
    }

    [LoggerMessage(EventId = 3130, Level = LogLevel.Warning, Message = "An address was not located ({Code}); the request is stored without coordinates")]
    private static partial void LogDegraded(ILogger logger, string code, Exception? exception);
}
