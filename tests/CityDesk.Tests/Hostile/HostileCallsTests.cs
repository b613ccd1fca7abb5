using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using CityDesk.Open311;
using CityDesk.Pages.Requests;
using CityDesk.Staff;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Testing;

namespace CityDesk.Tests.Hostile;

/// <summary>
/// Input that is meant to hurt, through the doors of staff. Whatever comes in, the answer is one problem of the right status
/// with a code, or the console's page for it; nothing of the inside is in it, and nothing has changed. Open311 has its own:
/// <see cref="Open311.HostileInputTests"/>.
/// </summary>
public abstract class HostileCallsTests(Desk desk) : ConsoleTests(desk)
{
    private static readonly string[] OfUnreadableBodies = ["BODY_MISSING", "MALFORMED_JSON", "UNEXPECTED_JSON", "MEMBER_UNKNOWN", "MEMBER_DUPLICATE", "MALFORMED_BODY", "JSON_TOO_DEEP"];

    [Fact]
    public async Task Every_json_file_is_refused_as_a_command()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        await SeveralAtOnceAsync(JsonFiles(), async file =>
        {
            var (name, bytes) = file;
            var answer = await SendAsync(ana, request.PublicId, bytes, "application/json");

            if (bytes.Length > CityDesk.Api.StaffApi.LargestBody)
                answer.Is(HttpStatusCode.RequestEntityTooLarge, name, "CONTENT_TOO_LARGE");
            else
                answer.Is(HttpStatusCode.BadRequest, name, [.. OfUnreadableBodies, "ACTION_UNKNOWN"]); // {} is a command, of no action.
        });

        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task Every_json_file_is_refused_as_a_form_of_the_console_and_under_every_other_name()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        await SeveralAtOnceAsync(JsonFiles(), async file =>
        {
            var (name, bytes) = file;
            using var content = new ByteArrayContent(bytes);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
            using var page = await ana.Http.PostAsync(new Uri($"/desk/requests/{request.PublicId}/note", UriKind.Relative), content, Cancelled);
            Assert.True(page.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{name}: {page.StatusCode}");
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
            Leaks.None(await page.Content.ReadAsStringAsync(Cancelled));

            (await SendAsync(ana, request.PublicId, bytes, "application/yaml")).Is(HttpStatusCode.UnsupportedMediaType, name, "UNSUPPORTED_MEDIA_TYPE");
        });

        await IsUntouchedAsync(request);
    }

    [Theory]
    [InlineData("action", null)]
    [InlineData("version", null)]
    [InlineData("unknown", null)]
    [InlineData(null, "'{0}'")]
    public async Task A_naughty_text_where_meaning_counts_is_refused(string? member, string? name)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        await SeveralAtOnceAsync(NaughtyStrings(), async text =>
        {
            var command = new JsonObject { ["action"] = "close", ["note"] = "Done.", ["version"] = 0 };
            if (member is not null)
                command[member] = text;
            else
                command[name!.Replace("{0}", text, StringComparison.Ordinal)] = text;
            var answer = await SendAsync(ana, request.PublicId, Encoding.UTF8.GetBytes(command.ToJsonString()), "application/json");
            answer.Is(HttpStatusCode.BadRequest, text, "ACTION_UNKNOWN", "UNEXPECTED_JSON", "MEMBER_UNKNOWN", "MALFORMED_JSON");
        });

        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task A_naughty_note_is_kept_letter_by_letter_or_refused()
    {
        using var ana = await SignedInAsync();
        var service = await CityAsync();
        var kept = 0;
        await SeveralAtOnceAsync(NaughtyStrings(), async text =>
        {
            var request = await RequestAsync(service);
            var command = new JsonObject { ["action"] = "close", ["note"] = text, ["version"] = 0 };
            var answer = await SendAsync(ana, request.PublicId, Encoding.UTF8.GetBytes(command.ToJsonString()), "application/json");

            if (answer.Status == HttpStatusCode.OK)
            {
                Assert.Equal(text, (await ReadAsync(request.Id)).StatusNotes);
                Assert.Equal(text, (string?)answer.Body["statusNotes"]);
                Interlocked.Increment(ref kept);
                return;
            }

            answer.Is(HttpStatusCode.BadRequest, text, "TEXT_BLANK", "CHARACTER_NOT_ALLOWED");
            await IsUntouchedAsync(request);
        });

        Assert.True(kept > 100, $"{kept} texts were kept");
    }

    [Fact]
    public async Task A_naughty_number_is_nobodys()
    {
        using var ana = await SignedInAsync();
        var asked = 0;
        await SeveralAtOnceAsync(NaughtyStrings().Where(text => text.Length is > 0 and < 500 && !text.Contains('\0', StringComparison.Ordinal) && text is not ("." or "..") && !long.TryParse(text, out _)), async text =>
        {
            var answer = await Answer.ReadAsync(await ana.Http.GetAsync(new Uri($"/api/v1/requests/{Uri.EscapeDataString(text)}", UriKind.Relative), Cancelled));
            answer.Is(HttpStatusCode.NotFound, text, "REQUEST_NOT_FOUND", "NOT_FOUND");
            Interlocked.Increment(ref asked);
        });

        Assert.True(asked > 100, $"{asked} numbers were asked for");
    }

    [Fact]
    public async Task What_a_caller_accepts_and_speaks_does_not_change_the_shape_of_a_refusal()
    {
        using var ana = await SignedInAsync();
        foreach (var accept in (string[])["application/xml", "text/html", "image/png;q=1", "*/*;q=0", "nonsense", "application/problem+xml", new string('a', 4_000)])
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/api/v1/requests/nobody");
            message.Headers.TryAddWithoutValidation("Accept", accept);
            message.Headers.TryAddWithoutValidation("Accept-Language", accept);
            (await Answer.ReadAsync(await ana.Http.SendAsync(message, Cancelled))).Is(HttpStatusCode.NotFound, accept, "REQUEST_NOT_FOUND");
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"action\":", "}")]
    [InlineData("{\"unknown\":", "}")]
    public async Task Nesting_however_deep_is_refused(string open, string close)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        foreach (var depth in (int[])[9, 64, 65, 1_000, 5_000])
        {
            var deep = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            (await SendAsync(ana, request.PublicId, Encoding.UTF8.GetBytes(deep), "application/json")).Is(HttpStatusCode.BadRequest, $"{open} {depth}", OfUnreadableBodies);
        }

        await IsUntouchedAsync(request);
    }

    [Theory]
    [InlineData("/api/v1/requests/{0}/transitions", "application/json", false)]
    [InlineData("/api/v1/requests/{0}/transitions", "application/json", true)]
    [InlineData("/desk/requests/{0}/note", "application/x-www-form-urlencoded", false)]
    [InlineData("/desk/requests/{0}/note", "application/x-www-form-urlencoded", true)]
    public async Task A_hundred_megabytes_are_cut_off_early(string address, string type, bool chunked)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();
        var path = address.Replace("{0}", request.PublicId, StringComparison.Ordinal);
        var cookie = ana.Cookies.GetCookieHeader(ana.Http.BaseAddress!);

        var (sent, answer) = await RawCall.FloodAsync(Http.BaseAddress!, $"POST {path} HTTP/1.1\r\nContent-Type: {type}\r\nCookie: {cookie}", chunked, Cancelled);

        Assert.InRange(sent, 0, 20_000_000);
        Assert.Matches("^HTTP/1.1 (413|400) ", answer);
        Assert.Contains(path.StartsWith("/api", StringComparison.Ordinal) ? "\"code\":\"CONTENT_TOO_LARGE\"" : "<h1>", answer, StringComparison.Ordinal);
        Leaks.None(answer);
        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task A_failure_gives_nothing_away_and_is_logged_once_whatever_part_of_the_site_it_was_in()
    {
        using var ana = await SignedInAsync();
        var cookie = ana.Cookies.GetCookieHeader(ana.Http.BaseAddress!);
        (string Address, HttpStatusCode Status, string Type, string Mention)[] parts =
        [
            ("/api/v1/requests/1", HttpStatusCode.InternalServerError, "application/problem+json", "\"code\":\"INTERNAL\""),
            ("/desk/requests/1", HttpStatusCode.InternalServerError, "text/html", "Something went wrong"),
            ("/open311/v2/services.json", HttpStatusCode.BadRequest, "application/json", "General service error"),
            ("/open311/v2/services.xml", HttpStatusCode.BadRequest, "text/xml", "General service error"),
        ];
        foreach (var (address, status, type, mention) in parts)
        {
            var log = new KeptLog();
            using var broken = Desk.WithWebHostBuilder(host => host.ConfigureServices(services =>
            {
                services.AddSingleton<ILoggerProvider>(log);
                services.AddScoped<JurisdictionParameter>(_ => throw new InvalidOperationException("Host=secret;Password=secret"));
                services.AddScoped<RequestRecords>(_ => throw new InvalidOperationException("Host=secret;Password=secret"));
                // The console's page for the failure asks for the session again.
                if (address.StartsWith("/api", StringComparison.Ordinal))
                    services.AddScoped<StaffCookieEvents>(_ => throw new InvalidOperationException("Host=secret;Password=secret"));
            }));
            using var client = broken.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
            using var message = new HttpRequestMessage(HttpMethod.Get, address);
            message.Headers.Add("Cookie", cookie);
            using var response = await client.SendAsync(message, Cancelled);
            var text = await response.Content.ReadAsStringAsync(Cancelled);

            Assert.Equal((status, type), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
            Assert.Contains(mention, text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
            Leaks.None(text);
            var failure = Assert.Single(log.Failures);
            Assert.Equal(("Platform.Errors.ErrorReporter", "INTERNAL"), failure);
        }
    }

    private static async Task<Answer> SendAsync(ConsoleVisitor visitor, string number, byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await Answer.ReadAsync(await visitor.Http.PostAsync(new Uri($"/api/v1/requests/{number}/transitions", UriKind.Relative), content, Cancelled));
    }

    private async Task IsUntouchedAsync(ServiceRequest request)
    {
        var stored = await ReadAsync(request.Id);
        Assert.Equal((request.Version, request.Status, request.History.Count), (stored.Version, stored.Status, stored.History.Count));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> JsonFiles()
    {
        var files = Directory.GetFiles(OutsideData.Conformance.Folder("json-test-suite/test_parsing"));
        Assert.NotEmpty(files);
        return files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)));
    }

    private static string[] NaughtyStrings() =>
        JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(OutsideData.Conformance.Folder("naughty-strings"), "blns.json")))!;

    private sealed record Answer(HttpStatusCode Status, string? Type, string Text)
    {
        public JsonNode Body => JsonNode.Parse(Text)!;

        public static async Task<Answer> ReadAsync(HttpResponseMessage response)
        {
            using (response)
                return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Cancelled));
        }

        /// <summary>Passes when this is one problem with this status and one of these codes.</summary>
        public void Is(HttpStatusCode status, string sent, params ReadOnlySpan<string> codes)
        {
            Assert.True(status == Status, $"{sent}: expected {(int)status}, got {(int)Status} {Text}");
            Assert.Equal("application/problem+json", Type);
            Assert.Equal((int)status, (int)Body["status"]!);
            var code = (string)Body["code"]!;
            var several = Body["errors"]?.AsArray().Select(error => (string)error!["code"]!).ToList();
            Assert.True(codes.Contains(code) || several is not null && codes.Contains(several[0]), $"{sent}: {Text}");
            Leaks.None(Text, sent);
        }
    }

    /// <summary>Errors that the framework and the library log.</summary>
    private sealed class KeptLog : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, string? Event)> Failures { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Failures);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<(string, string?)> failures) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                    failures.Enqueue((category, eventId.Name));
            }
        }
    }
}

public sealed class HostileCallsOnSqlite(SqliteDesk desk) : HostileCallsTests(desk), IClassFixture<SqliteDesk>;

public sealed class HostileCallsOnPostgreSql(PostgreSqlDesk desk) : HostileCallsTests(desk), IClassFixture<PostgreSqlDesk>;
