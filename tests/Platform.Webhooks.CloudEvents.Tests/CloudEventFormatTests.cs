using System.Net.Mime;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.CloudEvents.Tests;

public sealed class CloudEventFormatTests
{
    private readonly CloudEventFormat _format = new(new Uri("https://desk.example/events"));

    [Fact]
    public void An_event_is_written_like_this_at_each_attempt()
    {
        var message = Message("""{"amount":12.50,"at":"2026-03-01T12:00:00Z","text":"<ü>","big":12345678901234567890}"""u8, orderKey: "invoice:7");

        var content = _format.Write(message);

        Assert.Equal("application/cloudevents+json; charset=utf-8", content.ContentType);
        using var written = JsonDocument.Parse(content.Body);
        Assert.Equal(
            ["data", "datacontenttype", "id", "source", "specversion", "subject", "time", "type"], written.RootElement.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("1.0", written.RootElement.GetProperty("specversion").GetString());
        using var payload = JsonDocument.Parse(message.Body);
        Assert.True(JsonElement.DeepEquals(payload.RootElement, written.RootElement.GetProperty("data")));
        Assert.Equal("12.50", written.RootElement.GetProperty("data").GetProperty("amount").GetRawText());
        Assert.Equal(content.Body.ToArray(), _format.Write(message).Body.ToArray());
    }

    [Fact]
    public void Who_knows_CloudEvents_reads_it()
    {
        var content = _format.Write(Message("""{"number":7}"""u8, orderKey: "invoice:7"));

        var read = new JsonEventFormatter().DecodeStructuredModeMessage(content.Body, new ContentType(content.ContentType), null);

        Assert.Equal(("msg_1", "invoice.paid", "invoice:7", "application/json"), (read.Id, read.Type, read.Subject, read.DataContentType));
        Assert.Equal(new Uri("https://desk.example/events"), read.Source);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), read.Time);
        Assert.Equal(7, Assert.IsType<JsonElement>(read.Data).GetProperty("number").GetInt32());
        Assert.True(read.IsValid);
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("application/json; charset=utf-8", false)]
    [InlineData("application/problem+json", false)]
    public void What_is_no_JSON_is_sent_as_bytes(string contentType, bool isBytes)
    {
        using var written = JsonDocument.Parse(_format.Write(Message("{}"u8, contentType: contentType)).Body);

        Assert.Equal(isBytes, written.RootElement.TryGetProperty("data_base64", out var bytes));
        Assert.Equal(!isBytes, written.RootElement.TryGetProperty("data", out _));
        if (isBytes)
            Assert.Equal("{}", Encoding.UTF8.GetString(bytes.GetBytesFromBase64()));
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        Assert.ThrowsAny<JsonException>(() => _format.Write(Message("{"u8)));
        Assert.Throws<ArgumentException>(() => new CloudEventFormat(new Uri("", UriKind.Relative)));
        Assert.Throws<ArgumentNullException>(() => new CloudEventFormat(null!));
    }

    private static OutboxMessage Message(ReadOnlySpan<byte> body, string? orderKey = null, string contentType = "application/json") => new()
    {
        Id = "msg_1",
        Type = "invoice.paid",
        Tenant = "acme",
        OrderKey = orderKey,
        ContentType = contentType,
        OccurredAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        Body = body.ToArray(),
        Attempt = 1,
        Place = 1,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };
}
