using System.Buffers;
using System.Text;
using FsCheck.Xunit;
using Platform.Testing;

namespace Platform.Errors.Tests.Problems;

[Properties(Arbitrary = [typeof(Arbitraries)])]
public sealed class ProblemReaderTests
{
    private static readonly ProblemReader Reader = Subject.Get<ProblemReader>();

    [Property(MaxTest = 1000)]
    public void What_was_written_comes_back_as_the_same_error(Error error)
    {
        var json = Encoding.UTF8.GetBytes(ProblemWriterTests.Write(error, default));

        Assert.True(Reader.TryRead(json, error.Descriptor.Status, out var back));
        var expected = WithoutWhatIsNotDisclosed(error);
        Assert.True(expected == back, $"{Encoding.UTF8.GetString(json)}\n{ProblemWriterTests.Write(back, default)}");
        Assert.Same(error.Descriptor, back.Descriptor);
    }

    [Property(MaxTest = 300)]
    public void A_service_without_the_catalogue_still_understands_it(Error error)
    {
        var stranger = new ProblemReader(new ErrorCatalogs(), Subject.Options());
        var json = Encoding.UTF8.GetBytes(ProblemWriterTests.Write(error, default));

        Assert.True(stranger.TryRead(json, error.Descriptor.Status, out var back));
        Assert.Equal(error.Code, back.Code);
        Assert.Equal(error.Descriptor.Status, back.Descriptor.Status);
        Assert.Equal(error.Descriptor.Title, back.Descriptor.Title);
        Assert.Equal(error.Descriptor.HelpLink, back.Descriptor.HelpLink);
        Assert.Equal(error.Pointer, back.Pointer);
        Assert.Equal(error.RetryAfter, back.RetryAfter);
        Assert.Equal(error.Errors.Select(each => each.Code), back.Errors.Select(each => each.Code));
        Assert.Equal(error.Descriptor.Retry != ErrorRetry.Never, back.Descriptor.Retry != ErrorRetry.Never || error.Descriptor.Status is 408 or 429 or 502 or 503 or 504);
        // What a stranger wrote is written on as it was, braces and all.
        Assert.True(stranger.TryRead(Encoding.UTF8.GetBytes(ProblemWriterTests.Write(back, default)), error.Descriptor.Status, out var again));
        Assert.Equal(ProblemWriterTests.Write(back, default), ProblemWriterTests.Write(again, default));
    }

    [Fact]
    public void A_known_code_with_another_type_is_somebody_elses()
    {
        Assert.True(Read("""{"type":"https://shop.example/closed","code":"ORDER_CLOSED","title":"Shop closed"}""", 409, out var error));
        Assert.Equal("foreign", error.Descriptor.Domain);
        Assert.Equal("Shop closed", error.Descriptor.Title);

        Assert.True(Read("""{"type":"about:blank","code":"ORDER_CLOSED"}""", 409, out error));
        Assert.Equal(Orders.Closed(), error);
        Assert.True(Read("""{"code":"ORDER_CLOSED"}""", 409, out error));
        Assert.Equal(Orders.Closed(), error);
    }

    [Fact]
    public void A_problem_of_RFC_9457_is_understood()
    {
        // The example of §3, with the pointers as fragments.
        Assert.True(Read(
            """
            { "type": "https://example.net/validation-error", "title": "Your request is not valid.", "errors": [
              { "detail": "must be a positive integer", "pointer": "#/age" },
              { "detail": "must be 'green', 'red' or 'blue'", "pointer": "#/profile/color%7E1" } ] }
            """, 422, out var error));

        Assert.Equal("HTTP_422", error.Code);
        Assert.Equal(ErrorKind.Unprocessable, error.Kind);
        Assert.Equal("https://example.net/validation-error", error.Descriptor.Type);
        Assert.Equal("Your request is not valid.", error.Descriptor.Title);
        Assert.Equal(["/age", "/profile/color~1"], error.Errors.Select(each => each.Pointer));
        Assert.Equal("must be a positive integer", error.Errors[0].Descriptor.Detail);
    }

    [Fact]
    public void The_errors_by_property_of_ASP_NET_Core_are_understood()
    {
        Assert.True(Read(
            """
            {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.","status":400,
             "errors":{"Items[0].Sku":["is required","is too short"],"a/b~":["x"],"odd":"y","":["whole"]},"traceId":"00-1"}
            """, 400, out var error));

        Assert.Equal(["/Items/0/Sku", "/Items/0/Sku", "/a~1b~0", ""], error.Errors.Select(each => each.Pointer));
        Assert.Equal(["is required", "is too short", "x", "whole"], error.Errors.Select(each => each.Descriptor.Detail));
    }

    [Theory]
    [InlineData("out_of_credit", "OUT_OF_CREDIT")]
    [InlineData("out-of.credit", "OUT_OF_CREDIT")]
    [InlineData("Ünïcode", "HTTP_403")]
    [InlineData("4711", "HTTP_403")]
    [InlineData("", "HTTP_403")]
    [InlineData("A2345678901234567890123456789012345678901234567890123456789012345", "HTTP_403")]
    public void A_strangers_code_is_brought_into_form_or_left_out(string code, string expected)
    {
        Assert.True(Read($$"""{"code":"{{code}}"}""", 403, out var error));
        Assert.Equal(expected, error.Code);
        Assert.Equal(ErrorKind.PermissionDenied, error.Kind);
    }

    [Fact]
    public void The_status_of_the_response_counts_and_the_member_only_without_one()
    {
        Assert.True(Read("""{"status":404}""", 503, out var error));
        Assert.Equal("HTTP_503", error.Code);
        Assert.True(Read("""{"status":404}""", 0, out error));
        Assert.Equal("HTTP_404", error.Code);
        Assert.True(Read("""{"title":"x"}""", 0, out error));
        Assert.Equal("HTTP_500", error.Code);
    }

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(423, "Locked")]
    [InlineData(511, "Network Authentication Required")]
    [InlineData(418, "HTTP status 418")]
    [InlineData(599, "HTTP status 599")]
    public void A_problem_that_says_no_more_than_its_status_is_called_by_the_registered_phrase(int status, string title) =>
        Assert.Equal(title, ProblemReader.FromStatus(status).Descriptor.Title);

    [Theory]
    [InlineData(400, ErrorKind.InvalidArgument, 400, false)]
    [InlineData(418, ErrorKind.InvalidArgument, 418, false)]
    [InlineData(429, ErrorKind.RateLimited, 429, true)]
    [InlineData(500, ErrorKind.Internal, 500, false)]
    [InlineData(502, ErrorKind.DependencyFailed, 502, true)]
    [InlineData(503, ErrorKind.Unavailable, 503, true)]
    [InlineData(504, ErrorKind.Timeout, 504, true)]
    [InlineData(599, ErrorKind.Internal, 599, false)]
    [InlineData(302, ErrorKind.DependencyFailed, 502, false)]
    [InlineData(0, ErrorKind.DependencyFailed, 502, false)]
    [InlineData(777, ErrorKind.DependencyFailed, 502, false)]
    public void A_status_alone_is_an_error_too(int status, ErrorKind kind, int expected, bool retryable)
    {
        var error = ProblemReader.FromStatus(status);

        Assert.Equal($"HTTP_{status}", error.Code);
        Assert.Equal(kind, error.Kind);
        Assert.Equal(expected, error.Descriptor.Status);
        Assert.Equal(retryable, error.Descriptor.Retry != ErrorRetry.Never);
    }

    [Fact]
    public void A_stranger_may_say_whether_to_retry()
    {
        Assert.True(Read("""{"title":"x","retryable":false}""", 503, out var error));
        Assert.Equal(ErrorRetry.Never, error.Descriptor.Retry);
        Assert.True(Read("""{"title":"x","retryable":true,"retryAfter":0.5}""", 500, out error));
        Assert.Equal(ErrorRetry.Backoff, error.Descriptor.Retry);
        Assert.Equal(TimeSpan.FromSeconds(0.5), error.RetryAfter);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e30")]
    [InlineData("\"5\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_delay_that_is_none_is_left_out(string delay)
    {
        Assert.True(Read($$"""{"title":"x","retryAfter":{{delay}}}""", 503, out var error));
        Assert.Null(error.RetryAfter);
    }

    [Fact]
    public void Arguments_of_another_form_are_none_and_the_rest_still_counts()
    {
        Assert.True(Read("""{"args":{"left":"many","sku":[1],"more":{"x":1}},"code":"OUT_OF_STOCK"}""", 409, out var error));
        Assert.Same(Orders.OutOfStockEntry, error.Descriptor);
        Assert.Equal(ErrorArgumentType.None, error.Arguments[0].Type);
        Assert.Equal(ErrorArgumentType.None, error.Arguments[1].Type);

        Assert.True(Read("""{"args":{"account":"DE-9","card":"4711"},"code":"PAYMENT_DECLINED"}""", 402, out error));
        Assert.Equal("4711", error.Arguments[0]);
        Assert.Equal(ErrorArgumentType.None, error.Arguments[1].Type);
    }

    [Fact]
    public void A_text_that_is_the_detail_alone_is_found_there()
    {
        var made = CommonErrors.ParameterRefused("limit", "From 1 to {100}, \"please\".").WithPointer("/a");
        var wire = new ArrayBufferWriter<byte>();
        Subject.Get<ProblemWriter>().Write(wire, made);
        var json = Encoding.UTF8.GetString(wire.WrittenSpan);

        // In the head, and in the list that repeats it; not in the arguments.
        Assert.Equal(2, json.Split("From 1 to").Length - 1);
        Assert.Contains("\"args\":{\"parameter\":\"limit\"}", json, StringComparison.Ordinal);
        Assert.True(Read(json, 400, out var read));
        Assert.Equal(made, read);
        Assert.True(Read("""{"code":"INVALID_VALUE","args":{"reason":"x"}}""", 400, out read));
        Assert.Equal(default, read.Arguments[0]);
        Assert.True(Read("""{"code":"INVALID_VALUE","detail":7}""", 400, out read));
        Assert.Equal(default, read.Arguments[0]);
        Assert.True(Read("""{"code":"INVALID_VALUE","detail":"y","args":{"reason":"x"}}""", 400, out read));
        Assert.Equal(CommonErrors.InvalidValue("y"), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","args":{}""")]
    [InlineData(""","args":null""")]
    [InlineData(""","args":{"card":null,"attempt":null}""")]
    public void An_error_that_came_without_arguments_has_each_of_them_without_a_value(string arguments)
    {
        Assert.True(Read($$"""{"code":"PAYMENT_DECLINED"{{arguments}}}""", 402, out var error));

        Assert.Equal(3, error.Arguments.Count);
        Assert.Equal(ErrorArgumentType.None, error.Arguments[2].Type);
        Assert.Equal(Orders.DeclinedEntry.Create(default, default, default), error);
    }

    [Fact]
    public void A_strangers_arguments_have_the_types_of_JSON()
    {
        Assert.True(Read("""{"code":"X","args":{"a":"t","b":true,"c":-5,"d":18446744073709551615,"e":1.50,"f":1e300,"g":null,"h":{},"\ud800":1}}""", 400, out var error));

        Assert.Equal(
            [ErrorArgumentType.String, ErrorArgumentType.Boolean, ErrorArgumentType.Int64, ErrorArgumentType.UInt64, ErrorArgumentType.Decimal, ErrorArgumentType.Double, ErrorArgumentType.None, ErrorArgumentType.None],
            error.Descriptor.Parameters.Select(parameter => parameter.Type));
        Assert.Equal(1.50m, error.Arguments[4]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("{\"message\":\"x\"}")]
    [InlineData("{\"title\":5}")]
    [InlineData("{\"title\":\"x\"")]
    [InlineData("{\"title\":\"x\"}}")]
    [InlineData("{\"title\":\"x\",}")]
    [InlineData("{\"title\":\"\\ud800\"}")]
    [InlineData("<html></html>")]
    public void What_is_no_problem_is_said_so(string json) => Assert.False(Read(json, 500, out _));

    [Fact]
    public void A_byte_order_mark_does_no_harm() => Assert.True(Read("\uFEFF{\"title\":\"x\"}", 500, out _));

    [Fact]
    public void Deep_nesting_and_thousands_of_members_end_in_an_answer()
    {
        Assert.False(Read("{\"errors\":" + new string('[', 100_000), 500, out _));
        Assert.False(Read("{\"title\":\"x\",\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}", 500, out _));
        Assert.True(Read("{\"title\":\"x\",\"args\":{" + string.Join(",", Enumerable.Range(0, 10_000).Select(index => $"\"a{index}\":1")) + "}}", 500, out var error));
        Assert.Equal(64, error.Arguments.Count);
    }

    [Property(MaxTest = 500)]
    public void Damaged_bytes_never_throw(Error error, int at, byte value, byte cut)
    {
        var json = Encoding.UTF8.GetBytes(ProblemWriterTests.Write(error, default));
        json[(int)((uint)at % json.Length)] = value;

        if (Reader.TryRead(json, 500, out var damaged))
            Assert.NotNull(ProblemWriterTests.Write(damaged, default));
        Reader.TryRead(json.AsSpan(0, json.Length - (cut % json.Length)), 500, out _);
        Reader.TryRead(json.AsSpan(cut % json.Length), 500, out _);
    }

    [Fact]
    public void Every_file_of_the_JSON_test_suite_is_answered_as_a_whole_and_inside_a_problem()
    {
        var files = Directory.GetFiles(Path.Combine(OutsideData.Conformance.Folder("json-test-suite"), "test_parsing"));

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            Reader.TryRead(bytes, 400, out _);
            byte[] inside = [.. "{\"code\":\"OUT_OF_STOCK\",\"args\":{\"sku\":"u8, .. bytes, .. "},\"errors\":"u8, .. bytes, .. ",\"title\":"u8, .. bytes, .. "}"u8];
            if (Reader.TryRead(inside, 400, out var error))
            {
                Assert.Equal("OUT_OF_STOCK", error.Code);
                Assert.False(Path.GetFileName(file).StartsWith("n_", StringComparison.Ordinal), $"{file} is not JSON and was read inside a problem.");
            }
        }
    }

    private static bool Read(string json, int status, out Error error) => Reader.TryRead(Encoding.UTF8.GetBytes(json), status, out error);

    /// <summary>What must come back: everything but the arguments that do not leave the service.</summary>
    private static Error WithoutWhatIsNotDisclosed(Error error)
    {
        var arguments = new ErrorArgument[error.Arguments.Count];
        for (var index = 0; index < arguments.Length; index++)
            arguments[index] = error.Arguments.Parameter(index).Disclosed ? error.Arguments[index] : default;
        var stripped = error.Descriptor.Create(arguments);
        if (error.Pointer is { } pointer)
            stripped = stripped.WithPointer(pointer);
        if (error.RetryAfter is { } delay)
            stripped = stripped.WithRetryAfter(delay);
        return error.Errors.Count == 0 ? stripped : stripped.WithErrors([.. error.Errors.Select(WithoutWhatIsNotDisclosed).Select(WithoutRetry)]);
    }

    /// <summary>The entries of <c>errors</c> say no delay of their own: only the whole call can be repeated.</summary>
    private static Error WithoutRetry(Error error)
    {
        var plain = error.Descriptor.Create([.. Enumerable.Range(0, error.Arguments.Count).Select(index => error.Arguments[index])]);
        return error.Pointer is { } pointer ? plain.WithPointer(pointer) : plain;
    }
}
