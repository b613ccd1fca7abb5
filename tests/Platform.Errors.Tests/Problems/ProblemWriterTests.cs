using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Platform.Testing;

namespace Platform.Errors.Tests.Problems;

[Properties(Arbitrary = [typeof(Arbitraries)])]
public sealed class ProblemWriterTests
{
    private static readonly ProblemWriter Writer = Subject.Get<ProblemWriter>();

    public static TheoryData<string, Error, ProblemContext, string> Snapshots => new()
    {
        { "no arguments", Orders.Closed(), default,
            """{"type":"urn:error:orders:order-closed","title":"The order is closed","status":409,"code":"ORDER_CLOSED"}""" },
        { "arguments", Orders.OutOfStock("bolt", 2), default,
            """{"type":"urn:error:orders:out-of-stock","title":"Out of stock","status":409,"detail":"Only 2 of bolt are left.","code":"OUT_OF_STOCK","args":{"sku":"bolt","left":2}}""" },
        { "what is not disclosed", Orders.Declined("4711", "DE-1", 3), default,
            """{"type":"https://errors.example/payment-declined","title":"The payment was declined","status":402,"detail":"The card 4711 was declined.","code":"PAYMENT_DECLINED","args":{"card":"4711","attempt":3}}""" },
        { "an argument without a value", Orders.DeclinedEntry.Create((string?)null, "DE-1", 3), default,
            """{"type":"https://errors.example/payment-declined","title":"The payment was declined","status":402,"code":"PAYMENT_DECLINED","args":{"attempt":3}}""" },
        { "no argument with a value", Orders.DeclinedEntry.Create(), default,
            """{"type":"https://errors.example/payment-declined","title":"The payment was declined","status":402,"code":"PAYMENT_DECLINED"}""" },
        { "retry", Orders.Busy(TimeSpan.FromSeconds(1.5)), default,
            """{"type":"urn:error:orders:orders-busy","title":"Too many orders at once","status":503,"detail":"Try again in 1.5 seconds.","code":"ORDERS_BUSY","retryable":true,"retryAfter":1.5,"args":{"retryAfter":"PT1.5S"}}""" },
        { "context", Orders.Closed(), new ProblemContext { Instance = "/orders/5", TraceId = "00-ab-cd-00" },
            """{"type":"urn:error:orders:order-closed","title":"The order is closed","status":409,"instance":"/orders/5","code":"ORDER_CLOSED","traceId":"00-ab-cd-00"}""" },
        { "pointer", Orders.Closed().WithPointer("/order"), default,
            """{"type":"urn:error:orders:order-closed","title":"The order is closed","status":409,"code":"ORDER_CLOSED","pointer":"/order","errors":[{"code":"ORDER_CLOSED","pointer":"/order","detail":"The order is closed"}]}""" },
        { "several", Error.Combine(CommonErrors.InvalidRequest().WithPointer("/a"), Orders.OutOfStock("bolt", 2)), default,
            """{"type":"urn:error:common:validation-failed","title":"The request is not valid","status":400,"code":"VALIDATION_FAILED","errors":[{"code":"INVALID_REQUEST","pointer":"/a","detail":"The request is not valid"},{"code":"OUT_OF_STOCK","detail":"Only 2 of bolt are left.","args":{"sku":"bolt","left":2}}]}""" },
        { "help", Orders.HelpedEntry.Create(), default,
            """{"type":"urn:error:orders:order-too-old","title":"The order is too old","status":410,"helpLink":"https://help.example/old?a=1&b","code":"ORDER_TOO_OLD"}""" },
        { "default", default, default,
            """{"type":"urn:error:common:unspecified","title":"An error happened that nobody has described","status":500,"code":"UNSPECIFIED"}""" },
        { "a cause that is asked for", Orders.Closed().WithCause(new InvalidOperationException("secret")), new ProblemContext { IncludeCause = true },
            """{"type":"urn:error:orders:order-closed","title":"The order is closed","status":409,"code":"ORDER_CLOSED","exception":"System.InvalidOperationException: secret"}""" },
        { "a cause that is not", Orders.Closed().WithCause(new InvalidOperationException("secret")), default,
            """{"type":"urn:error:orders:order-closed","title":"The order is closed","status":409,"code":"ORDER_CLOSED"}""" },
    };

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void A_problem_is_written_as_it_stands_here(string what, Error error, ProblemContext context, string expected) =>
        Assert.Equal((what, expected), (what, Write(error, context)));

    [Fact]
    public void An_exception_that_cannot_tell_of_itself_does_not_cost_the_answer()
    {
        var written = Write(Orders.Closed().WithCause(new SpeechlessException()), new ProblemContext { IncludeCause = true });

        using var json = JsonDocument.Parse(written);
        Assert.Equal("ORDER_CLOSED", json.RootElement.GetProperty("code").GetString());
        Assert.Equal(
            $"{typeof(SpeechlessException)} (its text cannot be made: System.NotSupportedException)", json.RootElement.GetProperty("exception").GetString());
    }

    [Fact]
    public void More_errors_than_are_listed_are_counted()
    {
        var writer = Subject.Get<ProblemWriter>(options => options.MaximumErrors = 2);
        var error = Error.Combine(Orders.Closed(), Orders.Closed(), Orders.Closed(), Orders.Closed(), Orders.Closed());

        using var json = JsonDocument.Parse(Write(error, default, writer));

        Assert.Equal(2, json.RootElement.GetProperty("errors").GetArrayLength());
        Assert.Equal(3, json.RootElement.GetProperty("errorsOmitted").GetInt32());
    }

    [Fact]
    public void What_people_write_is_readable_and_markup_is_not_markup()
    {
        var written = Write(CommonErrors.InvalidValue("don't say \"a+b\" & `c` <script>alert('é')</script>\\\u2028😀'"), default);

        Assert.Contains("""don't say \"a+b\" & `c` \u003Cscript\u003Ealert('é')\u003C/script\u003E\\\u2028""", written, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public void Any_error_is_JSON_without_duplicates_that_others_read_as_it_was_meant(Error error)
    {
        using var json = JsonDocument.Parse(Write(error, default), new JsonDocumentOptions { AllowDuplicateProperties = false });

        var root = json.RootElement;
        Assert.Equal(error.Code, root.GetProperty("code").GetString());
        Assert.Equal(error.Descriptor.Status, root.GetProperty("status").GetInt32());
        Assert.Equal(error.Pointer, root.TryGetProperty("pointer", out var pointer) ? pointer.GetString() : null);
        Assert.Equal(Math.Min(100, Math.Max(error.Errors.Count, error.Pointer is null ? 0 : 1)), root.TryGetProperty("errors", out var errors) ? errors.GetArrayLength() : 0);
        foreach (var (parameter, value) in error.Arguments)
        {
            if (parameter.Disclosed && value.TryGetString(out var text))
                Assert.Equal(text, root.GetProperty("args").GetProperty(parameter.Name).GetString());
        }
        if (error.Descriptor == Orders.DeclinedEntry && error.Errors.Count == 0)
            Assert.False(root.TryGetProperty("args", out var arguments) && arguments.TryGetProperty("account", out _));
    }

    [Property(MaxTest = 300)]
    public bool It_does_not_matter_how_the_buffer_comes_in_pieces(Error error, byte size)
    {
        var pieces = new PieceWriter(1 + (size % 8));
        Writer.Write(pieces, error, new ProblemContext { TraceId = "trace \"é\"", Instance = "/a" });

        return Encoding.UTF8.GetString(pieces.Written.ToArray()) == Write(error, new ProblemContext { TraceId = "trace \"é\"", Instance = "/a" });
    }

    [Fact]
    public void Naughty_strings_travel_whole_in_every_place()
    {
        var folder = OutsideData.Conformance.Folder("naughty-strings");
        var naughty = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(folder, "blns.json")))!;
        var reader = Subject.Get<ProblemReader>();

        Assert.NotEmpty(naughty);
        foreach (var text in naughty)
        {
            var error = Orders.OutOfStock(text, 1).WithPointer("/" + text.Replace("~", "~0", StringComparison.Ordinal));
            var bytes = Encoding.UTF8.GetBytes(Write(error, new ProblemContext { TraceId = text, Instance = text }));
            using var json = JsonDocument.Parse(bytes);

            Assert.Equal(text, json.RootElement.GetProperty("traceId").GetString());
            Assert.Equal($"Only 1 of {text} are left.", json.RootElement.GetProperty("detail").GetString());
            Assert.True(reader.TryRead(bytes, 409, out var back));
            Assert.Equal(error, back);
            Assert.DoesNotContain("<", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_text_that_is_not_Unicode_is_still_JSON()
    {
        foreach (var broken in new[] { "\ud800", "a\udc00b", "\ud800\ud800", new string('x', 63) + "\ud83d", new string('é', 63) + "\ud83d\ude00" })
        {
            using var json = JsonDocument.Parse(Write(Orders.OutOfStock(broken, 1), default));
            Assert.Equal(broken.EnumerateRunes().Aggregate("", (text, rune) => text + rune), json.RootElement.GetProperty("args").GetProperty("sku").GetString());
        }
    }

    [Fact]
    public void Long_texts_are_written_whole()
    {
        foreach (var length in new[] { 255, 256, 257, 10_000 })
        {
            var text = string.Concat(Enumerable.Repeat("aé<😀", length))[..length];
            text = char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
            using var json = JsonDocument.Parse(Write(Orders.OutOfStock(text, 1), default));
            Assert.Equal(text, json.RootElement.GetProperty("args").GetProperty("sku").GetString());
        }
    }

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var name in new[] { "ar-SA", "fa-IR", "de-DE", "sv-SE", "tr-TR" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                Assert.Equal(
                    """{"type":"urn:error:orders:out-of-stock","title":"Out of stock","status":409,"detail":"Only -2 of bolt are left.","code":"OUT_OF_STOCK","args":{"sku":"bolt","left":-2}}""",
                    Write(Orders.OutOfStock("bolt", -2), default));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    internal static string Write(in Error error, in ProblemContext context, ProblemWriter? writer = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        (writer ?? Writer).Write(buffer, error, context);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Gives no more than was asked for, and never less than <paramref name="least"/>.</summary>
    private sealed class PieceWriter(int least) : IBufferWriter<byte>
    {
        private byte[] _piece = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count) => Written.AddRange(_piece.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _piece = new byte[Math.Max(sizeHint, least)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    private sealed class SpeechlessException : Exception
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
