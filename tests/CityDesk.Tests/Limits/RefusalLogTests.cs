using CityDesk.Domain;
using CityDesk.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Errors;

namespace CityDesk.Tests.Limits;

public sealed class RefusalLogTests
{
    private readonly FakeTimeProvider _time = new(Desk.Today);

    [Fact]
    public void A_kind_of_refusal_has_one_line_a_minute_which_says_how_many_there_were_besides()
    {
        using var lines = new Lines();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(lines));
        using var log = new RefusalLog(factory, _time);
        var reporter = new ErrorReporter(log);
        for (var i = 0; i < 1000; i++)
            reporter.Report(DeskErrors.TooManyCalls(20));
        reporter.Report(DeskErrors.DeskBusy(1));
        reporter.Report(DeskErrors.KeyInvalid());
        reporter.Report(DeskErrors.KeyInvalid());
        Assert.Equal(4, lines.All.Count);
        Assert.Equal(2, lines.All.Count(line => line.Contains("KEY_INVALID", StringComparison.Ordinal)));

        // Told when the minute ends, whether or not anybody comes again.
        _time.Advance(RefusalLog.Interval);
        Assert.Equal(5, lines.All.Count);
        Assert.Equal("999 more refusals of TOO_MANY_CALLS within the minute since the last that is logged", lines.All[^1]);

        reporter.Report(DeskErrors.TooManyCalls(20));
        reporter.Report(DeskErrors.TooManyCalls(20));
        Assert.Contains("TOO_MANY_CALLS", lines.All[^1], StringComparison.Ordinal);
        log.Dispose();
        Assert.StartsWith("1 more refusals of TOO_MANY_CALLS", lines.All[^1], StringComparison.Ordinal);
        Assert.Equal(7, lines.All.Count);
    }

    [Fact]
    public void However_many_strangers_are_refused_each_holder_of_a_key_has_a_line_of_his_own()
    {
        using var lines = new Lines();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(lines));
        var refusals = new Refusals(_time, factory.CreateLogger<Refusals>());
        for (var i = 0; i < 50; i++)
        {
            refusals.Count("pothole-app", "TOO_MANY_CALLS");
            refusals.Count("snow-app", "QUOTA_USED_UP");
        }
        Assert.Equal(
            [
                "pothole-app, who holds a key, was refused with TOO_MANY_CALLS: 1 refusals since the last of this consumer that is logged",
                "snow-app, who holds a key, was refused with QUOTA_USED_UP: 1 refusals since the last of this consumer that is logged",
            ],
            lines.All);

        _time.Advance(RefusalLog.Interval);
        refusals.Count("pothole-app", "TOO_MANY_CALLS");

        Assert.EndsWith("TOO_MANY_CALLS: 50 refusals since the last of this consumer that is logged", lines.All[^1], StringComparison.Ordinal);
        Assert.Equal((51, 50, 0), (refusals.Of("pothole-app"), refusals.Of("snow-app"), refusals.Of("nobody")));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("10.0.0.5", 0)]
    public async Task That_somebody_is_not_believed_for_whom_he_calls_is_said_once_an_hour_where_no_proxy_is_named(string proxies, int expected)
    {
        using var lines = new Lines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Configuration["Limits:Proxies"] = proxies;
        builder.Services.AddLimitSettings();
        builder.Services.AddSingleton<TimeProvider>(_time);
        await using var app = builder.Build();
        app.UseProxies();
        app.Run(static context => context.Response.WriteAsync("well"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        for (var call = 0; call < 6; call++)
        {
            if (call == 3)
                _time.Advance(TimeSpan.FromHours(1));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.Add("X-Forwarded-For", "203.0.113.7");
            (await app.GetTestClient().SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        }

        Assert.Equal(expected, lines.All.Count(line => line.Contains("set Limits:Proxies to its address or network", StringComparison.Ordinal)));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
