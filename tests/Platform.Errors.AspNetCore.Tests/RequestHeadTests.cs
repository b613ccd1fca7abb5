using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>
/// Heads that Kestrel refuses before there is a request. It writes the answer itself, runs no middleware, and has no hook for a body: a status and nothing else. What comes
/// with a head that can be read, and a body that cannot, is answered with a problem.
/// </summary>
public sealed class RequestHeadTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001hello\r\n\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n", 400)]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400)]
    [InlineData("GET /LONG HTTP/1.1\r\nHost: x\r\n\r\n", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: LONG\r\n\r\n", 431)]
    public async Task A_head_that_is_none_is_answered_by_the_server_with_a_status_and_tells_nothing(string head, int status)
    {
        await using var site = await WebSite.StartAsync(static app => app.MapGet("/", static () => "fine"), cancellationToken: Ending);

        var answer = await SendAsync(site, head.Replace("LONG", new string('a', 40_000), StringComparison.Ordinal));

        var (first, rest) = (answer.Split("\r\n")[0], answer.Split("\r\n")[1..]);
        Assert.StartsWith($"HTTP/1.1 {status} ", first, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(["Connection", "Content-Length", "Date"], rest.Where(line => line.Length > 0).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.Contains("Content-Length: 0", rest);
        Assert.Empty(site.Log.Reports);
    }

    [Theory]
    [InlineData("POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n", 400, "INVALID_REQUEST")]
    [InlineData("POST /raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", 400, "INVALID_REQUEST")]
    [InlineData("POST /raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000000\r\n\r\n", 413, "CONTENT_TOO_LARGE")]
    [InlineData("POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\nContent-Length: 100000000\r\n\r\n", 415, "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\n\r\n", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "NOT_FOUND")]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "NOT_FOUND")]
    [InlineData("GET /nothing HTTP/1.0\r\n\r\n", 404, "NOT_FOUND")]
    public async Task A_head_that_is_one_is_answered_with_a_problem(string request, int status, string code)
    {
        await using var site = await WebSite.StartAsync(
            static app =>
            {
                app.MapGet("/", static () => "fine");
                app.MapPost("/body", static (Order order) => order);
                app.MapPost("/raw", static async (Microsoft.AspNetCore.Http.HttpRequest raw) => await new StreamReader(raw.Body).ReadToEndAsync(Ending));
            },
            cancellationToken: Ending);

        var answer = await SendAsync(site, request);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
        Assert.Equal(code, Assert.Single(site.Log.Reports).Event.Name);
    }

    private static async Task<string> SendAsync(WebSite site, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, site.Client.BaseAddress!.Port, Ending);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Ending);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, Ending)) > 0;)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException) when (answer.Length > 0)
        {
            // The server hangs up on what it has not read.
        }
        return answer.ToString();
    }
}
