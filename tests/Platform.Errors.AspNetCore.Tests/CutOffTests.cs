using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>A client that leaves in the middle of its request has sent nothing wrong, and waits for no answer.</summary>
public sealed class CutOffTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/bound", "Content-Length: 100", "{\"name\":\"ket")]
    [InlineData("/bound", "Transfer-Encoding: chunked", "10\r\n{\"name\":\"ket")]
    [InlineData("/read", "Content-Length: 100", "{\"name\":\"ket")]
    [InlineData("/stream", "Content-Length: 100", "{\"name\":\"ket")]
    public async Task A_body_that_breaks_off_is_a_caller_that_has_gone(string path, string framing, string part)
    {
        await using var site = await WebSite.StartAsync(
            static app =>
            {
                app.MapPost("/bound", static (Order order) => order);
                app.MapPost("/read", static async (HttpContext context) => await context.Request.ReadFromJsonAsync<Order>(context.RequestAborted));
                app.MapPost("/stream", static async (HttpContext context) =>
                {
                    await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                    return "whole";
                });
            },
            cancellationToken: Ending);

        using (var client = new TcpClient())
        {
            await client.ConnectAsync(site.Client.BaseAddress!.Host, site.Client.BaseAddress.Port, Ending);
            var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{part}";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Ending);
        }
        while (site.Log.Reports.Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ending);

        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(("CANCELED", LogLevel.Debug), (report.Event.Name, report.Level));
        Assert.Empty(site.Log.OtherComplaints);
    }
}
