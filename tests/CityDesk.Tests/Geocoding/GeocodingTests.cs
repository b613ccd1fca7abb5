using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using CityDesk.Tests.Open311;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CityDesk.Tests.Geocoding;

/// <summary>Coordinates come from somebody else's service. Whatever that does, the resident's request is stored, soon.</summary>
public abstract class GeocodingTests(Desk desk) : OpenTests(desk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>The patience, and what a busy machine needs for the rest of the call.</summary>
    private static readonly TimeSpan Bound = Patience + TimeSpan.FromSeconds(3);

    /// <summary>What is wrong with the service.</summary>
    public static TheoryData<Mood> Failures =>
        [Mood.Slow, Mood.Resetting, Mood.BreakingOff, Mood.Babbling, Mood.NowhereOnEarth, Mood.Endless, Mood.Failing, Mood.Refusing, Mood.Overloaded];

    [Theory, MemberData(nameof(Formats))]
    public async Task An_address_without_coordinates_gets_them(string format)
    {
        await using var geocoder = await FaultyGeocoder.StartAsync(Cancelled);
        await using var located = Located(geocoder);

        var receipt = await SubmitAsync(located, format, Valid(("address_string", "12 Elm St & Main/Ä?")));

        Assert.Null(receipt.Notice);
        Assert.Equal(["12 Elm St & Main/Ä?"], geocoder.Asked);
        var stored = await StoredAsync(receipt.Id);
        Assert.Equal((38.6312, -90.1922, "12 Elm St & Main/Ä?"), (stored.Location.Latitude, stored.Location.Longitude, stored.Location.Address));
        Assert.Equal("", Assert.Single(stored.History).Note);
    }

    [Fact]
    public async Task Nobody_is_asked_where_coordinates_are_given_or_there_is_no_address_or_the_request_is_refused()
    {
        await using var geocoder = await FaultyGeocoder.StartAsync(Cancelled);
        await using var located = Located(geocoder);

        await SubmitAsync(located, "json", Valid(("lat", "1"), ("long", "2")));
        await SubmitAsync(located, "json", [("service_code", "DUMPING"), ("address_id", "7")]);
        (await PostToAsync(located, "json", Valid(("email", "a\nb")))).IsRefusal(HttpStatusCode.BadRequest, "email");

        Assert.Empty(geocoder.Asked);
    }

    [Fact]
    public async Task An_address_that_the_service_does_not_know_is_an_answer_and_no_failure()
    {
        await using var geocoder = await FaultyGeocoder.StartAsync(Cancelled);
        geocoder.Mood = Mood.KnowsNothing;
        await using var located = Located(geocoder);

        var receipt = await SubmitAsync(located, "json", Valid());

        Assert.Null(receipt.Notice);
        Assert.Null((await StoredAsync(receipt.Id)).Location.Latitude);
        Assert.Single(geocoder.Asked);
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task A_service_that_fails_costs_the_resident_the_coordinates_alone(Mood mood)
    {
        await using var geocoder = await FaultyGeocoder.StartAsync(Cancelled);
        geocoder.Mood = mood;
        await using var located = Located(geocoder);

        foreach (var format in new[] { "json", "xml" })
        {
            var receipt = await SubmitAsync(located, format, Valid());

            Assert.InRange(receipt.Took, TimeSpan.Zero, Bound);
            await IsDegradedAsync(receipt);
        }

        Assert.NotEmpty(geocoder.Asked);
    }

    [Fact]
    public async Task A_service_that_goes_away_is_soon_left_alone_and_shown_and_found_again_when_it_is_back()
    {
        await using var geocoder = await FaultyGeocoder.StartAsync(Cancelled);
        await using var located = Located(geocoder);
        using var client = located.CreateClient();
        using var degraded = new Measured();
        Assert.Null((await SubmitAsync(located, "json", Valid())).Notice);
        Assert.Equal("Healthy", await HealthAsync(client));

        await geocoder.GoAwayAsync();
        for (var call = 0; call < 8; call++)
        {
            var receipt = await SubmitAsync(located, "json", Valid());
            Assert.InRange(receipt.Took, TimeSpan.Zero, Bound);
            await IsDegradedAsync(receipt);
        }

        Assert.Equal("Degraded", await HealthAsync(client));
        Assert.Contains("resilience:geocoding: Degraded", await client.GetStringAsync("/health", Cancelled), StringComparison.Ordinal);
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready", Cancelled));
        // Others may be counted here too, as all desks of this process have meters of the same name; who is open is told by health, above.
        Assert.InRange(degraded.Count, 8, int.MaxValue);
        Assert.Equal(2, degraded.Circuit());

        // Open, it is not even tried: no more than the call itself.
        await geocoder.ComeBackAsync(Cancelled);
        var before = geocoder.Asked.Count;
        await IsDegradedAsync(await SubmitAsync(located, "json", Valid()));
        Assert.Equal(before, geocoder.Asked.Count);

        located.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null((await SubmitAsync(located, "json", Valid())).Notice);
        Assert.Equal("Healthy", await HealthAsync(client));
        Assert.Equal(before + 1, geocoder.Asked.Count);
    }

    [Fact]
    public async Task A_service_that_is_not_named_is_not_asked_and_not_among_what_health_tells()
    {
        (await PostAsync($"{Root}/requests.json", Valid())).Ok();

        var health = await Http.GetStringAsync("/health", Cancelled);
        Assert.Contains("database: Healthy", health, StringComparison.Ordinal);
        Assert.DoesNotContain("geocoding", health, StringComparison.Ordinal);
    }

    private LocatedDesk Located(FaultyGeocoder geocoder)
    {
        var located = new LocatedDesk(Desk, geocoder.Address, Patience);
        located.Open();
        return located;
    }

    private async Task<OpenReply> PostToAsync(LocatedDesk located, string format, IEnumerable<(string Name, string Value)> form)
    {
        using var client = located.CreateClient();
        using var content = new FormUrlEncodedContent([new("api_key", await KeyAsync()), .. form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]);
        return await OpenReply.ReadAsync(await client.PostAsync(new Uri($"{Root}/requests.{format}", UriKind.Relative), content, Cancelled), Cancelled);
    }

    private async Task<Receipt> SubmitAsync(LocatedDesk located, string format, IEnumerable<(string Name, string Value)> form)
    {
        await KeyAsync();
        var started = Stopwatch.GetTimestamp();
        var only = (await PostToAsync(located, format, form)).Ok().Only;
        var took = Stopwatch.GetElapsedTime(started);
        return new Receipt(long.Parse((string)only["service_request_id"]!, CultureInfo.InvariantCulture), (string?)only["service_notice"] is { Length: > 0 } notice && notice.Contains("located", StringComparison.Ordinal) ? notice : null, took);
    }

    private async Task IsDegradedAsync(Receipt receipt)
    {
        Assert.Contains("could not be located", receipt.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", receipt.Notice, StringComparison.Ordinal);
        var stored = await StoredAsync(receipt.Id);
        Assert.Equal((null, null, "12 Elm St"), (stored.Location.Latitude, stored.Location.Longitude, stored.Location.Address));
        Assert.Contains("could not be located", Assert.Single(stored.History).Note, StringComparison.Ordinal);
    }

    private Task<Domain.ServiceRequest> StoredAsync(long id) =>
        Desk.InDatabaseAsync(db => db.Requests.AsNoTracking().Include(r => r.History).SingleAsync(r => r.Id == id, Cancelled));

    private static async Task<string> HealthAsync(HttpClient client) => (await client.GetStringAsync("/health", Cancelled)).Split('\n')[0];

    private sealed record Receipt(long Id, string? Notice, TimeSpan Took);

    /// <summary>The desk of this test once more, on the same database, with a service to ask and a clock that runs and can be put forward.</summary>
    private sealed class LocatedDesk : IAsyncDisposable
    {
        private readonly WebApplicationFactory<Program> _factory;

        public LocatedDesk(Desk desk, Uri geocoder, TimeSpan patience) => _factory = desk.WithWebHostBuilder(host => host
            .UseSetting("Geocoding:BaseAddress", geocoder.AbsoluteUri)
            .UseSetting("Geocoding:Patience", patience.ToString("c", CultureInfo.InvariantCulture))
            .ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock))));

        /// <summary>Opens it, so that no first call waits for that.</summary>
        public void Open() => Assert.NotNull(_factory.Services);

        public RunningClock Clock { get; } = new();

        public HttpClient CreateClient() => _factory.CreateClient();

        public ValueTask DisposeAsync() => _factory.DisposeAsync();
    }

    /// <summary>Real time, for what is measured here; and a leap forward instead of waiting.</summary>
    private sealed class RunningClock : TimeProvider
    {
        private long _ahead;

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);
    }

    /// <summary>What the meter of Platform.Errors.Resilience says.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;
        private int _circuit;

        public Measured()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Platform.Errors.Resilience")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                if (instrument.Name == "platform.resilience.degraded")
                    Interlocked.Add(ref _count, (int)value);
            });
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _circuit = instrument.Name == "platform.resilience.circuit.state" ? Math.Max(_circuit, value) : _circuit);
            _listener.Start();
        }

        public int Count => Volatile.Read(ref _count);

        /// <summary>The state of the circuit that is open furthest.</summary>
        public int Circuit()
        {
            _listener.RecordObservableInstruments();
            return _circuit;
        }

        public void Dispose() => _listener.Dispose();
    }
}

public sealed class GeocodingOnSqlite(SqliteDesk desk) : GeocodingTests(desk), IClassFixture<SqliteDesk>;

public sealed class GeocodingOnPostgreSql(PostgreSqlDesk desk) : GeocodingTests(desk), IClassFixture<PostgreSqlDesk>;
