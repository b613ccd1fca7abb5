using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Platform.RateLimiting.AspNetCore.Grpc;

namespace Platform.RateLimiting.AspNetCore.Tests;

public sealed class GrpcTests
{
    [Fact]
    public async Task A_call_that_is_refused_gets_status_8_with_push_back_and_retry_info()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("calls", policy => policy.Limit(1, TimeSpan.FromSeconds(5))),
            app => app.MapPost("/desk.Requests/Open", () => "served").RequirePlatformRateLimit("calls"));

        using var served = await CallAsync(host, "application/grpc");
        Assert.False(served.Headers.Contains("grpc-status"));
        using var refused = await CallAsync(host, "application/grpc+proto");

        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal("application/grpc", refused.Content.Headers.ContentType!.MediaType);
        Assert.True(refused.Headers.CacheControl!.NoStore);
        Assert.Equal("8", Assert.Single(refused.Headers.GetValues("grpc-status")));
        Assert.Equal("5000", Assert.Single(refused.Headers.GetValues("grpc-retry-pushback-ms")));
        Assert.Equal("\"default\";r=0;t=5", Assert.Single(refused.Headers.GetValues("RateLimit")));
        Assert.Empty(await refused.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var details = Assert.Single(refused.Headers.GetValues("grpc-status-details-bin"));
        Assert.Equal(RetryDetails.Encode("Rate limit exceeded", TimeSpan.FromSeconds(5)), Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
    }

    [Fact]
    public async Task Grpc_over_the_web_and_plain_requests_are_answered_as_HTTP()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("calls", policy => policy.Limit(1, TimeSpan.FromSeconds(5))),
            app => app.MapPost("/desk.Requests/Open", () => "served").RequirePlatformRateLimit("calls"));
        using var served = await CallAsync(host, "application/grpc");

        using var web = await CallAsync(host, "application/grpc-web");
        using var json = await CallAsync(host, "application/json");

        Assert.Equal(HttpStatusCode.TooManyRequests, web.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, json.StatusCode);
    }

    /// <summary>The bytes were put together by hand from google/rpc/status.proto, error_details.proto and duration.proto.</summary>
    [Fact]
    public void The_details_are_a_status_with_retry_info()
    {
        byte[] expected =
        [
            0x08, 0x08, // code: 8
            0x12, 0x02, (byte)'h', (byte)'i', // message
            0x1a, 0x36, // details: an Any
            0x0a, 0x28, .. "type.googleapis.com/google.rpc.RetryInfo"u8, // its type_url
            0x12, 0x0a, 0x0a, 0x08, // its value: a RetryInfo with its retry_delay, a Duration
            0x08, 0x01, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01, // seconds: 1, nanos: 500,000,000
        ];

        Assert.Equal(expected, RetryDetails.Encode("hi", TimeSpan.FromSeconds(1.5)));
    }

    /// <summary>A cache may keep a 200, and nobody who watches for refusals sees one: a word in a header makes none.</summary>
    [Theory]
    [InlineData("GET", "2.0")]
    [InlineData("POST", "1.1")]
    [InlineData("GET", "1.1")]
    public async Task What_only_says_that_it_is_gRPC_is_refused_as_HTTP_and_kept_by_nobody(string method, string version)
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("calls", policy => policy.Limit(1, TimeSpan.FromSeconds(5))),
            app => app.MapMethods("/desk.Requests/Open", ["GET", "POST"], () => "served").RequirePlatformRateLimit("calls"));
        using var served = await CallAsync(host, "application/grpc", method, version);

        using var refused = await CallAsync(host, "application/grpc", method, version);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.CacheControl!.NoStore);
        Assert.False(refused.Headers.Contains("grpc-status"));
    }

    private static Task<HttpResponseMessage> CallAsync(WebHost host, string contentType, string method = "POST", string version = "2.0")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "/desk.Requests/Open") { Content = new ByteArrayContent([]), Version = Version.Parse(version) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
