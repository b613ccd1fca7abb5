using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Testing;
using Platform.Validation.AspNetCore.Startup;

namespace Platform.Validation.AspNetCore.Tests;

public sealed class UnvalidatedBodyTests
{
    [Fact]
    public async Task Each_endpoint_that_takes_an_unvalidated_body_is_named_at_start()
    {
        using var log = new Collecting();
        await using var host = await WebHost.StartAsync(Map, logger: log, services: Mvc);

        Assert.Equal(
            [
                "HTTP: POST /plain",
                "HTTP: POST /unfiltered",
                "Platform.Validation.AspNetCore.Tests.RequestsController.Forgotten (Platform.Validation.AspNetCore.Tests)",
            ],
            log.Warnings.Select(warning => warning[..warning.IndexOf(" takes a body", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_host_that_refuses_them_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await WebHost.StartAsync(Map, options => options.UnvalidatedBodies = UnvalidatedBodies.Refuse));

        Assert.StartsWith("2 endpoints take a body that is not validated: HTTP: POST /plain; HTTP: POST /unfiltered.", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    [StopTestOf(typeof(UnvalidatedBodyCheck))]
    public void The_check_looks_once_and_leaves_nothing_running()
    {
        var check = new UnvalidatedBodyCheck([], Options.Create(new PlatformValidationAspNetCoreOptions()), NullLogger<UnvalidatedBodyCheck>.Instance);

        Assert.True(check.StartedAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.True(check.StoppingAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.True(check.StopAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Nobody_looks_where_they_are_allowed()
    {
        using var log = new Collecting();
        await using var host = await WebHost.StartAsync(Map, options => options.UnvalidatedBodies = UnvalidatedBodies.Allow, logger: log);

        Assert.Empty(log.Warnings);
    }

    [Theory]
    [InlineData(0, 64, 400, "about:blank", "MaxBodyBytes is 0")]
    [InlineData(1, 0, 400, "about:blank", "MaxBodyDepth is 0")]
    [InlineData(1, 1, 500, "about:blank", "StatusCode is 500; it must be 400 or 422.")]
    [InlineData(1, 1, 422, " ", "ProblemType is ' '")]
    public async Task Options_that_cannot_work_are_refused_at_start(int bytes, int depth, int status, string type, string message)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () => await WebHost.StartAsync(
            static _ => { },
            options => (options.MaxBodyBytes, options.MaxBodyDepth, options.StatusCode, options.ProblemType) = (bytes, depth, status, type)));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static void Mvc(IServiceCollection services) => services.AddControllers().AddApplicationPart(typeof(UnvalidatedBodyTests).Assembly);

    private static void Map(WebApplication app)
    {
        app.MapGet("/none", static () => "");
        app.MapPost("/valid", static (Valid<Upload> upload) => upload.Value.Name);
        app.MapPost("/filtered", static (Upload upload) => upload.Name).RequirePlatformValidation();
        app.MapPost("/unfiltered", static (Upload upload) => upload.Name);
        app.MapPost("/plain", static (Dictionary<string, string> values) => values.Count);
        app.MapPost("/meant", static (Dictionary<string, string> values) => values.Count).AllowUnvalidatedBody();
        if (app.Services.GetService<Microsoft.AspNetCore.Mvc.Infrastructure.IActionDescriptorCollectionProvider>() is not null)
            app.MapControllers();
    }

    private sealed class Collecting : ILoggerProvider, ILogger
    {
        private readonly List<string> _warnings = [];

        public IEnumerable<string> Warnings
        {
            get
            {
                lock (_warnings)
                    return [.. _warnings];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel != LogLevel.Warning)
                return;
            lock (_warnings)
                _warnings.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
