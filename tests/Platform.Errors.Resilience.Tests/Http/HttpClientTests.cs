using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.Resilience.Tests;

public sealed class HttpClientTests
{
    private const string Problem = """{"type":"urn:error:common:not-implemented","code":"NOT_IMPLEMENTED","title":"no","status":503,"detail":"never"}""";

    public static TheoryData<string> Faults => ["reset", "close", "garbage", "half a head", "hang", "500", "502", "503", "504", "429", "408"];

    /// <summary>All but 500: that is a bug over there, and the same request meets it again.</summary>
    public static TheoryData<string> PassingFaults => ["reset", "close", "garbage", "half a head", "hang", "502", "503", "504", "429", "408"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_POST_without_a_key_is_never_sent_twice_whatever_becomes_of_it(string fault)
    {
        // The first request is answered well, so that the second goes out on a connection that is in use: the harder case.
        await using var server = new FaultyServer(request => request == 1 ? Fault.Answer(200) : FaultOf(fault));
        using var client = new TestClient(server.Address, Patience(fault));
        using var first = await client.Http.PostAsync("orders", new StringContent("one"), Token);

        await SendAsync(client, new HttpRequestMessage(HttpMethod.Post, "orders") { Content = new StringContent("two") });

        Assert.Single(server.Requests, request => request.Body == "two");
    }

    /// <summary>It is read before the first attempt, so that no time limit of an attempt covers it.</summary>
    [Fact]
    public async Task A_content_that_does_not_come_does_not_hold_the_call()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(200));
        using var client = new TestClient(server.Address, static options => options.TotalTimeout = options.AttemptTimeout = TimeSpan.FromMilliseconds(50));
        using var request = new HttpRequestMessage(HttpMethod.Put, "orders/1") { Content = new StreamContent(new SilentStream()) { Headers = { ContentLength = 5 } } };

        var thrown = await Assert.ThrowsAsync<ErrorException>(() => client.Http.SendAsync(request, Token));

        Assert.Equal("TIMEOUT", thrown.Error.Code);
        Assert.Empty(server.Requests);
    }

    /// <summary>The handler below would send it again by itself when a connection in use turns out to be dead, if nothing of a content had left.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nor_is_a_POST_without_a_content(string fault)
    {
        await using var server = new FaultyServer(request => request == 1 ? Fault.Answer(200) : FaultOf(fault));
        using var client = new TestClient(server.Address, Patience(fault));
        using var first = await client.Http.GetAsync("orders", Token);

        await SendAsync(client, new HttpRequestMessage(HttpMethod.Post, "orders/1/pay"));

        Assert.Single(server.Requests, request => request.Method == "POST");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_PATCH_without_a_key_is_never_sent_twice_either(string fault)
    {
        await using var server = new FaultyServer(_ => FaultOf(fault));
        using var client = new TestClient(server.Address, Patience(fault));

        await SendAsync(client, new HttpRequestMessage(HttpMethod.Patch, "orders/1") { Content = new StringContent("two") });

        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_POST_with_a_key_is_sent_again_with_the_same_key_and_content(string fault)
    {
        await using var server = new FaultyServer(request => request < 3 ? FaultOf(fault) : Fault.Answer(201, "made"));
        using var client = new TestClient(server.Address, Patience(fault));
        using var request = new HttpRequestMessage(HttpMethod.Post, "orders") { Content = JsonContent.Create(new[] { 1, 2 }) }.WithIdempotencyKey("order-7");

        using var response = await client.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("made", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, received => Assert.Equal(("POST", "order-7", "[1,2]"), (received.Method, received.IdempotencyKey, received.Body)));
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("HEAD", 3)]
    [InlineData("PUT", 3)]
    [InlineData("DELETE", 3)]
    [InlineData("OPTIONS", 3)]
    [InlineData("TRACE", 3)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("get", 3)]
    [InlineData("PURGE", 1)]
    public async Task The_method_says_whether_a_request_is_sent_again(string method, int times)
    {
        await using var server = new FaultyServer(request => request < 3 ? Fault.Answer(503) : Fault.Answer(200));
        using var client = new TestClient(server.Address);
        using var request = new HttpRequestMessage(new HttpMethod(method), "orders");

        using var response = await client.Http.SendAsync(request, Token);

        Assert.Equal(times, server.Requests.Count);
        Assert.Equal(times == 3 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task An_empty_key_is_no_key(string key)
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503));
        using var client = new TestClient(server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "orders") { Content = new StringContent("two") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        using var response = await client.Http.SendAsync(request, Token);

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task An_answer_that_would_be_the_same_again_is_taken_at_once(int status)
    {
        await using var server = new FaultyServer(_ => Fault.Answer(status));
        using var client = new TestClient(server.Address);

        using var response = await client.Http.GetAsync("orders", Token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_failure_that_cannot_be_unpacked_is_judged_by_its_status(string encoding)
    {
        await using var server = new FaultyServer(request =>
            request == 1 ? Fault.Answer(503, "not packed at all", "application/json", $"Content-Encoding: {encoding}\r\n") : Fault.Answer(200));
        using var client = new TestClient(server.Address, before: Unpacking);

        using var response = await client.Http.GetAsync("orders", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, server.Requests.Count);

        static void Unpacking(IHttpClientBuilder builder) => builder.ConfigurePrimaryHttpMessageHandler(
            static () => new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
    }

    [Fact]
    public async Task A_declaration_on_the_request_counts_over_its_method()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503));
        using var client = new TestClient(server.Address, options => options.Retry.MaximumRetries = 1);
        using var search = new HttpRequestMessage(HttpMethod.Post, "search") { Content = new StringContent("words") }.WithIdempotency(Idempotency.Idempotent);
        using var unsubscribe = new HttpRequestMessage(HttpMethod.Get, "unsubscribe").WithIdempotency(Idempotency.NotIdempotent);

        using var found = await client.Http.SendAsync(search, Token);
        using var gone = await client.Http.SendAsync(unsubscribe, Token);

        Assert.Equal(["POST", "POST", "GET"], server.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task A_stream_of_unknown_length_is_sent_once_and_a_short_one_again()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503));
        using var client = new TestClient(server.Address, options => options.Retry.MaximumRetries = 1);
        using var endless = new HttpRequestMessage(HttpMethod.Put, "a") { Content = new StreamContent(new ForwardStream("endless"u8.ToArray())) };
        var five = new StreamContent(new ForwardStream("known"u8.ToArray())) { Headers = { ContentLength = 5 } };
        using var known = new HttpRequestMessage(HttpMethod.Put, "b") { Content = five };

        using var first = await client.Http.SendAsync(endless, Token);
        using var second = await client.Http.SendAsync(known, Token);

        Assert.Equal(["endless", "known", "known"], server.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task What_the_problem_says_counts_over_its_status()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503, Problem, "application/problem+json"));
        using var client = new TestClient(server.Address);

        using var response = await client.Http.GetAsync("orders", Token);

        Assert.Single(server.Requests);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 200_000)]
    [InlineData(true, 200_000)]
    public async Task The_caller_gets_the_content_of_a_failure_whole(bool isChunked, int padding)
    {
        var body = Problem + new string(' ', padding);
        const string Type = "application/problem+json";
        await using var server = new FaultyServer(_ => isChunked ? Fault.Chunked(503, body, Type) : Fault.Answer(503, body, Type));
        using var client = new TestClient(server.Address, options => options.Retry.MaximumRetries = 0);

        using var response = await client.Http.GetAsync("orders", HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>A long answer that is streamed must not be gathered in memory first, and must not wait for its own end.</summary>
    [Fact]
    public async Task The_content_of_a_failure_can_be_streamed_while_it_still_comes()
    {
        var body = "{\"x\":\"" + new string('x', 70_000);
        await using var server = new FaultyServer(_ =>
            new Fault($"HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{body}", FaultEnd.Hang));
        using var client = new TestClient(server.Address);
        using var response = await client.Http.GetAsync("orders", HttpCompletionOption.ResponseHeadersRead, Token);

        var stream = await response.Content.ReadAsStreamAsync(Token);
        var read = new byte[body.Length];
        await stream.ReadExactlyAsync(read, Token);

        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(read));
        Assert.Equal((false, false), (stream.CanSeek, stream.CanWrite));
    }

    [Fact]
    public async Task Retry_After_of_a_response_is_honoured()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503, fields: "Retry-After: 3600\r\n"));
        using var client = new TestClient(server.Address);

        using var response = await client.Http.GetAsync("orders", Token);

        // An hour is longer than anybody waits here, and earlier it must not be asked again.
        Assert.Single(server.Requests);
        Assert.Equal(TimeSpan.FromHours(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_server_that_never_answers_costs_a_bounded_time()
    {
        await using var server = new FaultyServer(_ => Fault.Hang);
        using var client = new TestClient(
            server.Address, options => (options.TotalTimeout, options.AttemptTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(300)));
        var began = TimeProvider.System.GetTimestamp();

        var exception = await Assert.ThrowsAsync<ErrorException>(() => client.Http.GetAsync("orders", Token));

        Assert.Equal("TIMEOUT", exception.Error.Code);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(20));
        Assert.InRange(server.Requests.Count, 1, 4);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_the_exception_that_clients_know()
    {
        using var client = new TestClient(FaultyServer.NobodysAddress());

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync("orders", Token));

        Assert.Equal(HttpRequestError.ConnectionError, exception.HttpRequestError);
    }

    [Fact]
    public async Task The_breaker_opens_and_the_service_is_found_again_when_it_recovers()
    {
        await using var server = new FaultyServer(request => request <= 2 ? Fault.Reset : Fault.Answer(200, "back"));
        using var client = new TestClient(server.Address, options =>
        {
            options.Retry.MaximumRetries = 0;
            options.CircuitBreaker.IsEnabled = true;
            options.CircuitBreaker.ConsecutiveFailures = 2;
            options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(1);
        });
        var pipeline = client.Services.GetRequiredService<ResultPipelines>().Get("partner");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync("orders", Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync("orders", Token));

        var refused = await Assert.ThrowsAsync<ErrorException>(() => client.Http.GetAsync("orders", Token));
        Assert.Equal("CIRCUIT_OPEN", refused.Error.Code);
        Assert.Equal(2, server.Requests.Count);

        await Task.Delay(refused.Error.RetryAfter!.Value + TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        Assert.Equal("back", await client.Http.GetStringAsync("orders", Token));
        Assert.Equal(CircuitState.Closed, pipeline.CircuitState);
    }

    [Fact]
    public async Task The_callers_cancellation_is_the_exception_that_clients_know()
    {
        await using var server = new FaultyServer(_ => Fault.Hang);
        using var client = new TestClient(server.Address);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var pending = client.Http.GetAsync("orders", leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task A_caller_that_leaves_during_the_wait_for_a_retry_does_not_get_the_old_answer()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503, fields: "Retry-After: 9\r\n"));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var log = new RecordingLog(name =>
        {
            if (name == "Retrying")
                leaving.Cancel();
        });
        using var client = new TestClient(server.Address, before: builder =>
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Http.GetAsync("orders", HttpCompletionOption.ResponseHeadersRead, leaving.Token));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(503, true, 3)]
    [InlineData(503, false, 3)]
    [InlineData(404, true, 1)]
    [InlineData(404, false, 1)]
    public async Task Errors_can_be_thrown_after_the_last_attempt_in_whatever_order_it_is_asked_for(int status, bool isAskedForFirst, int requests)
    {
        await using var server = new FaultyServer(_ => Fault.Answer(status));
        using var client = new TestClient(
            server.Address,
            options => options.Retry.MaximumRetries = 2,
            before: builder => _ = isAskedForFirst ? builder.AddPlatformErrorResponses() : builder,
            after: builder => _ = isAskedForFirst ? builder : builder.AddPlatformErrorResponses().AddPlatformErrorResponses());

        var exception = await Assert.ThrowsAsync<ErrorException>(() => client.Http.GetAsync("orders", Token));

        Assert.Equal($"HTTP_{status}", exception.Error.Code);
        Assert.True(exception.IsRemote);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task An_error_that_a_handler_inside_throws_comes_out_as_it_was_and_is_judged_as_it_was()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(404));
        using var client = new TestClient(server.Address, after: builder =>
            builder.AddHttpMessageHandler(provider => new ErrorResponseHandler(provider.GetRequiredService<ProblemReader>())));

        var exception = await Assert.ThrowsAsync<ErrorException>(() => client.Http.GetAsync("orders", Token));

        Assert.Equal("HTTP_404", exception.Error.Code);
        Assert.True(exception.IsRemote);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Adding_it_twice_does_not_nest_it()
    {
        await using var server = new FaultyServer(_ => Fault.Answer(503));
        using var client = new TestClient(server.Address, options => options.Retry.MaximumRetries = 1, before: builder => builder.AddPlatformResilience());

        using var response = await client.Http.GetAsync("orders", Token);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void A_synchronous_call_is_refused_rather_than_made_without_protection()
    {
        using var client = new TestClient(FaultyServer.NobodysAddress());
        using var request = new HttpRequestMessage(HttpMethod.Get, "orders");

        Assert.Contains("SendAsync", Assert.Throws<NotSupportedException>(() => client.Http.Send(request, Token)).Message, StringComparison.Ordinal);
    }

    /// <summary>Short only where a time limit is what ends the attempt, so that a busy machine does not end the others.</summary>
    private static Action<PlatformResilienceOptions> Patience(string fault) =>
        options => options.AttemptTimeout = TimeSpan.FromSeconds(fault == "hang" ? 1 : 10);

    private static Fault FaultOf(string name) => name switch
    {
        "reset" => Fault.Reset,
        "close" => Fault.Close,
        "garbage" => Fault.Garbage,
        "half a head" => Fault.HalfAHead,
        "hang" => Fault.Hang,
        _ => Fault.Answer(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static async Task SendAsync(TestClient client, HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var response = await client.Http.SendAsync(request, Token);
                Assert.False(response.IsSuccessStatusCode);
            }
            catch (Exception exception) when (exception is HttpRequestException or ErrorException)
            {
            }
        }
    }

    /// <summary>A stream that can be read once.</summary>
    /// <summary>Gives nothing until it is told to stop.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private sealed class ForwardStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
