using System.Net.Sockets;
using System.Text;

namespace CityDesk.Tests.Open311;

/// <summary>Bodies that are far too large, over a bare socket: what matters is when they are cut off.</summary>
public sealed class LargeBodyTests(SqliteDesk desk) : OpenTests(desk), IClassFixture<SqliteDesk>
{
    private const int Announced = 100_000_000;

    [Theory]
    [InlineData("json", false)]
    [InlineData("xml", false)]
    [InlineData("json", true)]
    [InlineData("xml", true)]
    public async Task A_hundred_megabytes_are_cut_off_early_with_413_in_the_shape_of_the_standard(string format, bool chunked)
    {
        var before = await CountAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(Http.BaseAddress!.Host, Http.BaseAddress.Port, Cancelled);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {Root}/requests.{format} HTTP/1.1\r\nHost: {Http.BaseAddress.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + (chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Announced}") + "\r\n\r\n"),
            Cancelled);

        var sent = await SendUntilAnsweredAsync(socket, stream, chunked);
        var answer = await ReadToEndAsync(stream);

        // The limit, and what the buffers on the way hold.
        Assert.InRange(sent, 0, 20_000_000);
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains(format == "json" ? "application/json; charset=utf-8" : "text/xml; charset=utf-8", answer, StringComparison.Ordinal);
        Assert.Contains("larger than 1000000 bytes", answer, StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());
        (await GetAsync($"{Root}/services.{format}")).Ok();
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("7FFFFFFFF")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("0x10")]
    public async Task A_chunk_of_an_impossible_size_is_the_callers_fault(string size)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Http.BaseAddress!.Host, Http.BaseAddress.Port, Cancelled);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {Root}/requests.json HTTP/1.1\r\nHost: {Http.BaseAddress.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\nx"),
            Cancelled);

        var answer = await ReadToEndAsync(stream);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("500", answer, StringComparison.Ordinal);
    }

    private static async Task<long> SendUntilAnsweredAsync(TcpClient socket, NetworkStream stream, bool chunked)
    {
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'a');
        long sent = 0;
        try
        {
            while (sent < Announced && socket.Available == 0)
            {
                if (chunked)
                    await stream.WriteAsync("10000\r\n"u8.ToArray(), Cancelled);
                await stream.WriteAsync(block, Cancelled);
                if (chunked)
                    await stream.WriteAsync("\r\n"u8.ToArray(), Cancelled);
                sent += block.Length;
            }
        }
        catch (IOException)
        {
            // The other side has closed; its answer is there to be read.
        }

        return sent;
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4_096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, Cancelled)) > 0;)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Cut off after the answer, as it should be.
        }

        return answer.ToString();
    }
}
