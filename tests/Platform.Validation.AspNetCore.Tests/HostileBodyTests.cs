using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Validation.AspNetCore.Tests;

/// <summary>What strangers send, over a real connection: a clear answer, and the server serves the next one.</summary>
public sealed class HostileBodyTests : IAsyncLifetime
{
    private WebApplication? _app;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A name for the case, the body, the code of its errors.</summary>
    public static TheoryData<string, byte[], string> Bodies => new()
    {
        { "the same member twice", Utf8("""{"title":"a","title":"b","urgency":1}"""), "JSON_DUPLICATE_PROPERTY" },
        { "the same member twice, once escaped", Utf8("{\"title\":\"a\",\"t\\u0069tle\":\"b\",\"urgency\":1}"), "JSON_DUPLICATE_PROPERTY" },
        { "members that differ in case alone", Utf8("""{"title":"a","TITLE":"b","urgency":1}"""), "VALUE_NOT_READABLE" },
        { "arrays within arrays", Utf8(new string('[', 100_000)), "JSON_TOO_DEEP" },
        { "objects within objects", Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 50_000))), "JSON_TOO_DEEP" },
        { "a number with a great exponent", Utf8("""{"title":"a","urgency":1e999999999}"""), "VALUE_NOT_READABLE" },
        { "a number of many digits", Utf8($$"""{"title":"a","urgency":{{new string('9', 100_000)}}}"""), "VALUE_NOT_READABLE" },
        { "half a character, escaped", Utf8("{\"title\":\"\\ud83d\",\"urgency\":1}"), "JSON_LONE_SURROGATE" },
        { "half a character in a name", Utf8("{\"\\udc00\":1}"), "JSON_LONE_SURROGATE" },
        { "half a character as bytes", [.. Utf8("{\"title\":\""), 0xED, 0xA0, 0x80, .. Utf8("\",\"urgency\":1}")], "JSON_NOT_UTF8" },
        { "an overlong form", [.. Utf8("{\"title\":\""), 0xC0, 0xAF, .. Utf8("\"}")], "JSON_NOT_UTF8" },
        { "UTF-16", Encoding.Unicode.GetBytes("""{"title":"a","urgency":1}"""), "JSON_MALFORMED" },
        { "zeros", new byte[1_000], "JSON_MALFORMED" },
        { "two values", Utf8("""{"title":"a","urgency":1}{"title":"b"}"""), "JSON_MALFORMED" },
        { "a comment", Utf8("""{"title":"a","urgency":1}/* b */"""), "JSON_MALFORMED" },
        { "a comma too many", Utf8("""{"title":"a","urgency":1,}"""), "JSON_MALFORMED" },
        { "not a number", Utf8("""{"title":"a","urgency":NaN}"""), "JSON_MALFORMED" },
        { "a hundred thousand items", Utf8($$"""{"title":"a","urgency":1,"photos":[{{string.Join(',', Enumerable.Repeat("""{"url":"no"}""", 70_000))}}]}"""), "STRING_FORMAT_MISMATCH" },
        { "nothing", [], "VALUE_REQUIRED" },
        { "white space", Utf8(new string(' ', 100_000)), "JSON_MALFORMED" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_is_refused_by_its_code(string name, byte[] body, string code)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.Single()) };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");

        using var answer = await client.PostAsync(new Uri("/requests", UriKind.Relative), content, Cancelled);

        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{name}: {text}");
        using var problem = JsonDocument.Parse(text);
        var errors = problem.RootElement.GetProperty("errors").EnumerateArray().ToList();
        Assert.All(errors, error => Assert.Equal(code, error.GetProperty("code").GetString()));
        Assert.InRange(errors.Count, 1, 100);
        Assert.True(text.Length < 50_000, $"{text.Length} characters");
        await ServesTheNextAsync();
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{\"title\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"tit\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"t")]
    public async Task A_body_that_is_cut_off_reaches_no_handler_and_harms_nobody(string rest)
    {
        await SendAsync(rest, isCutOff: true);

        await ServesTheNextAsync();
        Assert.Equal(1, Handled);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nXYZ\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}X\r\n0\r\n\r\n")]
    public async Task A_body_whose_chunks_are_broken_is_refused(string rest)
    {
        var answer = await SendAsync(rest, isCutOff: false);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
        await ServesTheNextAsync();
    }

    [Fact]
    public async Task A_body_that_says_nothing_of_its_length_is_counted_while_it_is_read()
    {
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";

        var answer = await SendAsync("Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 16)) + "1\r\n \r\n0\r\n\r\n", isCutOff: false);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        await ServesTheNextAsync();
    }

    /// <summary>How long somebody may take is the server's to say, and what it says is answered as any other refusal.</summary>
    [Fact]
    public async Task A_body_that_comes_slower_than_the_server_lets_is_answered_with_408_and_never_reaches_the_endpoint()
    {
        var answer = await SendAsync("Test-Pace: quick\r\nContent-Length: 1000\r\n\r\n{\"title\":", isCutOff: false);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Equal(0, Handled);
        await ServesTheNextAsync();
    }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Areas>();
        builder.Services.AddPlatformValidation().AddAspNetCore();
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            if (context.Request.Headers.ContainsKey("Test-Pace"))
                context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.5));
            return next(context);
        });
        _app.MapPost("/requests", (Valid<NewRequest> request) =>
        {
            Handled++;
            return request.Value.Title;
        });
        await _app.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private int Handled { get; set; }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private async Task ServesTheNextAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.Single()) };
        using var content = new StringContent("""{"title":"ok","urgency":1}""", Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(new Uri("/requests", UriKind.Relative), content, Cancelled);

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task<string> SendAsync(string rest, bool isCutOff)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_app!.Urls.Single()).Port, Cancelled);
        try
        {
            await socket.SendAsync(Utf8("POST /requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + rest), Cancelled);
        }
        catch (SocketException)
        {
            // The server has answered and hung up before everything was sent.
        }
        if (isCutOff)
            return "";
        var answer = new StringBuilder();
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancelled) is > 0 and var count)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
                if (answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    break;
            }
        }
        catch (SocketException) when (answer.Length > 0)
        {
            // What was answered counts.
        }
        return answer.ToString();
    }
}
