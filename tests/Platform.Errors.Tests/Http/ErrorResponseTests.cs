using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Time.Testing;

namespace Platform.Errors.Tests.Http;

public sealed partial class ErrorResponseTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ProblemReader Reader = new(new ErrorCatalogs(Orders.Catalog), Subject.Options(options => options.MaximumProblemBytes = 1024), new FakeTimeProvider(Now));

    [Fact]
    public async Task The_same_error_comes_back_with_its_arguments()
    {
        using var response = Problem(409, ProblemWriterBody(Orders.OutOfStock("bolt", 2)));

        Assert.Equal(Orders.OutOfStock("bolt", 2), await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData("Tue, 01 Jan 2030 12:00:30 GMT", 30)]
    [InlineData("Tue, 01 Jan 2030 11:00:00 GMT", 0)]
    public async Task A_retry_after_in_seconds_or_as_a_date_is_honoured(string field, int seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.TryAddWithoutValidation("Retry-After", field);

        var error = await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken);

        Assert.Equal("HTTP_503", error.Code);
        Assert.Equal(TimeSpan.FromSeconds(seconds), error.RetryAfter);
    }

    [Fact]
    public async Task A_date_is_counted_from_the_other_sides_clock_where_it_says_what_that_is()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.Date = Now.AddHours(-5);
        response.Headers.RetryAfter = new RetryConditionHeaderValue(Now.AddHours(-5).AddSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(10), (await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken)).RetryAfter);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public async Task A_retry_after_that_is_none_is_left_out(string field)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.TryAddWithoutValidation("Retry-After", field);

        Assert.Null((await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken)).RetryAfter);
    }

    [Fact]
    public async Task The_body_says_the_delay_more_exactly_than_the_field()
    {
        using var response = Problem(503, ProblemWriterBody(Orders.Busy(TimeSpan.FromSeconds(1.5))));
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(1.5), (await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken)).RetryAfter);
    }

    [Theory]
    [InlineData("text/html", "<html>at Stack.Trace() in /srv/app.cs</html>")]
    [InlineData("text/plain", "{\"code\":\"ORDER_CLOSED\"}")]
    [InlineData("application/json", "not JSON")]
    [InlineData("application/json", "{\"message\":\"no problem\"}")]
    [InlineData("application/json; charset=utf-16", "{\"code\":\"ORDER_CLOSED\"}")]
    [InlineData("application/problem+xml", "<problem/>")]
    [InlineData("application/problem+json", "")]
    public async Task A_content_that_is_no_problem_leaves_the_status(string type, string body)
    {
        using var response = Problem(500, body, type);

        var error = await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken);

        Assert.Equal(ProblemReader.FromStatus(500), error);
        Assert.DoesNotContain("Stack", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/problem+json")]
    [InlineData("application/problem+json; charset=UTF-8")]
    [InlineData("application/problem+json; charset=\"utf-8\"")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.shop+json")]
    public async Task Every_kind_of_JSON_is_read(string type)
    {
        using var response = Problem(409, "{\"code\":\"ORDER_CLOSED\"}", type);

        Assert.Equal(Orders.Closed(), await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public async Task A_problem_that_is_larger_than_is_allowed_is_not_read(int size, bool isRead)
    {
        const string Head = "{\"code\":\"ORDER_CLOSED\",\"x\":\"";
        var body = Head + new string('x', size - Head.Length - 2) + "\"}";
        foreach (var withLength in new[] { true, false })
        {
            using var response = Problem(409, body);
            if (!withLength)
                response.Content = WithoutLength(body);

            Assert.Equal(isRead ? "ORDER_CLOSED" : "HTTP_409", (await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken)).Code);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_can_be_read_again_and_its_content_is_still_whole(bool isBuffered)
    {
        var body = ProblemWriterBody(Orders.OutOfStock("bolt", 2));
        using var response = Problem(409, body);
        if (!isBuffered)
            response.Content = WithoutLength(body);

        for (var time = 0; time < 3; time++)
            Assert.Equal(Orders.OutOfStock("bolt", 2), await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken));
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Orders.OutOfStock("bolt", 2), await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_too_large_to_be_read_is_the_same_each_time_and_still_whole()
    {
        var body = new string(' ', 5000) + ProblemWriterBody(Orders.Closed());
        using var response = new HttpResponseMessage(HttpStatusCode.Conflict) { Content = WithoutLength(body) };

        for (var time = 0; time < 3; time++)
            Assert.Equal("HTTP_409", (await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken)).Code);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_body_without_end_is_read_no_further_than_is_allowed()
    {
        var endless = new EndlessStream();
        using var response = new HttpResponseMessage(HttpStatusCode.Conflict) { Content = new StreamContent(endless) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/problem+json");

        Assert.Equal("HTTP_409", (await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken)).Code);
        Assert.True(endless.Given <= 1025);
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_the_status_and_the_cause()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StreamContent(new BrokenStream()) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/problem+json");

        var error = await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken);

        Assert.Equal("HTTP_502", error.Code);
        Assert.IsAssignableFrom<IOException>(error.Cause);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_what_its_encoding_says_leaves_the_status_and_the_cause(string encoding)
    {
        var garbage = new MemoryStream("not packed by anything at all"u8.ToArray());
        Stream unpacking = encoding switch
        {
            "gzip" => new GZipStream(garbage, CompressionMode.Decompress),
            "br" => new BrotliStream(garbage, CompressionMode.Decompress),
            _ => new ZLibStream(garbage, CompressionMode.Decompress),
        };
        using var response = new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StreamContent(unpacking) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/problem+json");

        var error = await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken);

        Assert.Equal("HTTP_502", error.Code);
        Assert.NotNull(error.Cause);
    }

    [Fact]
    public async Task A_success_has_no_error()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken));
        Assert.Equal("", (await response.ReadResultAsync(Reader, (content, token) => content.ReadAsStringAsync(token), TestContext.Current.CancellationToken)).Value);
    }

    [Theory]
    [InlineData("[1,2]", true)]
    [InlineData("null", false)]
    [InlineData("{}", false)]
    [InlineData("[1,", false)]
    [InlineData("", false)]
    public async Task A_success_in_JSON_is_the_value_and_what_is_no_such_value_is_the_other_sides_fault(string body, bool isValue)
    {
        using var response = Problem(200, body, "application/json");

        var result = await response.ReadResultAsync(Reader, Numbers.Default.Int32Array, TestContext.Current.CancellationToken);

        if (isValue)
            Assert.Equal([1, 2], result.Value);
        else
            Assert.Equal(CommonErrors.DependencyFailed(), result.Error);
    }

    [Fact]
    public async Task A_success_in_JSON_that_breaks_off_is_the_other_sides_fault_and_a_failure_is_its_own_error()
    {
        using var broken = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) };
        using var failed = Problem(409, ProblemWriterBody(Orders.Closed()));

        var brokenResult = await broken.ReadResultAsync(Reader, Numbers.Default.Int32Array, TestContext.Current.CancellationToken);
        var failedResult = await failed.ReadResultAsync(Reader, Numbers.Default.Int32Array, TestContext.Current.CancellationToken);

        Assert.Equal("DEPENDENCY_FAILED", brokenResult.Error.Code);
        Assert.IsAssignableFrom<IOException>(brokenResult.Error.Cause);
        Assert.Equal(Orders.Closed(), failedResult.Error);
    }

    [Fact]
    public async Task A_redirect_that_was_not_followed_is_a_failure_of_the_other_side()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Found);

        var result = await response.ReadResultAsync(Reader, (content, token) => content.ReadAsStringAsync(token), TestContext.Current.CancellationToken);

        Assert.Equal("HTTP_302", result.Error.Code);
        Assert.Equal(502, result.Error.Descriptor.Status);
    }

    /// <summary>The rule of the handlers: what is below 400 says where or whether there is something to read, and is no failure.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.NotModified)]
    public async Task A_redirect_or_304_has_no_error(HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await response.ReadErrorAsync(Reader, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_no_longer_waits_stops_the_reading()
    {
        using var response = Problem(409, "{}");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await response.ReadErrorAsync(Reader, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task The_handler_throws_the_error_of_a_failure_and_passes_everything_else()
    {
        var answers = new Queue<HttpResponseMessage>([Problem(409, ProblemWriterBody(Orders.OutOfStock("bolt", 2))), new HttpResponseMessage(HttpStatusCode.NotModified), new HttpResponseMessage(HttpStatusCode.OK)]);
        var failure = answers.Peek();
        using var client = new HttpClient(new ErrorResponseHandler(Reader) { InnerHandler = new Canned(answers) }) { BaseAddress = new Uri("https://orders.example") };

        var exception = await Assert.ThrowsAsync<ErrorException>(() => client.GetAsync("/", TestContext.Current.CancellationToken));

        Assert.Equal(Orders.OutOfStock("bolt", 2), exception.Error);
        Assert.True(exception.IsRemote);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => failure.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotModified, (await client.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static string ProblemWriterBody(Error error) => Problems.ProblemWriterTests.Write(error, default);

    private static HttpResponseMessage Problem(int status, string body, string type = "application/problem+json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }

    private static StreamContent WithoutLength(string body)
    {
        var content = new StreamContent(new Trickle(new MemoryStream(Encoding.UTF8.GetBytes(body))));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/problem+json");
        return content;
    }

    [JsonSerializable(typeof(int[]))]
    private sealed partial class Numbers : JsonSerializerContext;

    private sealed class Canned(Queue<HttpResponseMessage> answers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answers.Dequeue());
    }

    /// <summary>A stream that cannot be sought, so that nobody knows its length, and gives a few bytes at a time.</summary>
    private class Trickle(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, 7));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class EndlessStream() : Trickle(Null)
    {
        public int Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Given += count;
            return count;
        }
    }

    private sealed class BrokenStream() : Trickle(Null)
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The connection was reset.");
    }
}
