using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;
using Platform.Errors.Resilience;

var services = new ServiceCollection();
services.AddPlatformResilience("weather", options => (options.Retry.BaseDelay, options.CircuitBreaker.ConsecutiveFailures) = (TimeSpan.FromMilliseconds(1), 6));
await using var provider = services.BuildServiceProvider();
var weather = provider.GetRequiredKeyedService<ResultPipeline>("weather");

// A station that fails twice and then answers.
var station = new Station(failures: 2);
var answer = await weather.ExecuteAsync(Idempotency.Idempotent, station, static (station, token) => station.ReadAsync(token));
Console.WriteLine($"{answer} after {station.Calls} calls");

// One that is gone: a declared substitute, and nobody mistakes it for the real thing.
station = new Station(failures: int.MaxValue);
for (var day = 1; day <= 3; day++)
{
    var degradable = await weather.ExecuteOrDegradeAsync(
        Idempotency.Idempotent, station, static (station, token) => station.ReadAsync(token), static (_, _, _) => new ValueTask<Result<int>>(15));
    Console.WriteLine($"{degradable} after {station.Calls} calls, circuit {weather.CircuitState}");
}

internal sealed class Station(int failures)
{
    public int Calls { get; private set; }

    public ValueTask<Result<int>> ReadAsync(CancellationToken cancellationToken) =>
        new(++Calls <= failures ? WeatherErrors.StationSilent() : Result.Of(21));
}

/// <summary>What can go wrong with a station. The generator comes along with Platform.Errors.Resilience.</summary>
[ErrorCatalog("weather")]
internal static partial class WeatherErrors
{
    [Error("STATION_SILENT", ErrorKind.Unavailable, Retry = ErrorRetry.Backoff)]
    public static partial Error StationSilent();
}
