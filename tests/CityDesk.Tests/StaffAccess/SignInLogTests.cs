using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using CityDesk.Tests.StaffConsole;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityDesk.Tests.StaffAccess;

/// <summary>Who was refused, and from where, stands in the log: in one line, whatever was typed, and never with a password.</summary>
public sealed class SignInLogTests(SqliteDesk desk) : ConsoleTests(desk), IClassFixture<SqliteDesk>
{
    [Fact]
    public async Task A_refused_name_is_logged_with_its_address_and_without_the_password()
    {
        var member = await StaffAsync();
        var log = new KeptLines();
        using var logged = Desk.WithWebHostBuilder(host => host.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log)));
        using var tool = logged.CreateClient(new() { AllowAutoRedirect = false });

        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(tool, member.UserName, "hush-hush"));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(tool, "nobody\r\n12:00:00.000Z crit broken \u001b[2J' from 10.0.0.1 is refused", "hush-hush"));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(tool, new string('x', 50_000), "hush-hush"));

        var lines = log.Of("CityDesk.Staff.StaffSignIn");
        Assert.Equal(3, lines.Count);
        Assert.Matches($"^Sign-in as '{member.UserName}' from (unknown|127\\.0\\.0\\.1|::1) is refused$", lines[0]);
        Assert.StartsWith(@"Sign-in as 'nobody\u000D\u000A12:00:00.000Z crit broken \u001B[2J\u0027 from 10.0.0.1 is refused' from ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"Sign-in as '{new string('x', 100)}…' from ", lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, line => line.Contains("hush-hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_to_wait_is_logged_too_and_told_in_words()
    {
        var member = await StaffAsync();
        var log = new KeptLines();
        using var logged = Desk.WithWebHostBuilder(host => host.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log)));
        using var tool = logged.CreateClient(new() { AllowAutoRedirect = false });

        for (var guess = 0; guess < 5; guess++)
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(tool, member.UserName, "guess"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(tool, member.UserName, "guess"));

        Assert.Matches($"^Sign-in as '{member.UserName}' from \\S+ has to wait 15 seconds after too many attempts$", log.Of("CityDesk.Staff.StaffSignIn")[^1]);
    }

    private static async Task<HttpStatusCode> TryAsync(HttpClient tool, string userName, string password)
    {
        using var body = new StringContent(new JsonObject { ["userName"] = userName, ["password"] = password }.ToJsonString(), null, "application/json");
        using var answer = await tool.PostAsync(new Uri("/api/v1/session", UriKind.Relative), body, Cancelled);
        return answer.StatusCode;
    }

    private sealed class KeptLines : ILoggerProvider
    {
        private readonly ConcurrentQueue<(string Category, string Text)> _lines = [];

        public IEnumerable<string> All => _lines.Select(line => line.Text);

        public IReadOnlyList<string> Of(string category) => [.. _lines.Where(line => line.Category == category).Select(line => line.Text)];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<(string, string)> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue((category, formatter(state, exception)));
        }
    }
}
