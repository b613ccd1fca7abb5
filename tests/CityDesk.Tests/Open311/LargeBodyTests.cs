using CityDesk.Tests.Hostile;

namespace CityDesk.Tests.Open311;

/// <summary>Bodies that are far too large, over a bare socket: what matters is when they are cut off.</summary>
public sealed class LargeBodyTests(SqliteDesk desk) : OpenTests(desk), IClassFixture<SqliteDesk>
{
    [Theory]
    [InlineData("json", false)]
    [InlineData("xml", false)]
    [InlineData("json", true)]
    [InlineData("xml", true)]
    public async Task A_hundred_megabytes_are_cut_off_early_with_413_in_the_shape_of_the_standard(string format, bool chunked)
    {
        var before = await CountAsync();
        var head = $"POST {Root}/requests.{format} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";

        var (sent, answer) = await RawCall.FloodAsync(Http.BaseAddress!, head, chunked, Cancelled);

        // The limit, and what the buffers on the way hold.
        Assert.InRange(sent, 0, 20_000_000);
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains(format == "json" ? "application/json; charset=utf-8" : "text/xml; charset=utf-8", answer, StringComparison.Ordinal);
        Assert.Contains("larger than 65536 bytes", answer, StringComparison.Ordinal);
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
        var answer = await RawCall.SendAsync(
            Http.BaseAddress!,
            $"POST {Root}/requests.json HTTP/1.1\r\nHost: {Http.BaseAddress!.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\nx",
            Cancelled);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("500", answer, StringComparison.Ordinal);
    }
}
