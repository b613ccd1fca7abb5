using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FsCheck.Xunit;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed partial class JsonDocumentCipherTests : IDisposable
{
    private readonly DataKey _key = DataKey.Generate();
    private readonly FieldCipher _fields;
    private readonly JsonDocumentCipher _documents = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }, "reports");

    public JsonDocumentCipherTests() => _fields = new FieldCipher(new Keyset(_key));

    public void Dispose()
    {
        _fields.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void Marked_properties_are_sealed_wherever_they_are_and_the_rest_is_as_ever()
    {
        var json = _documents.Seal(Sample(), _fields, "north", "7"u8);
        var text = Encoding.UTF8.GetString(json);
        var read = _documents.Open<Report>(json, _fields, "north", "7"u8)!;

        Assert.Contains("\"title\":\"Pothole\"", text, StringComparison.Ordinal);
        foreach (var secret in (string[])["ada@", "\"Ada\"", "040 123", Convert.ToBase64String("ada@example.org"u8)[..8]])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Equal(Sample().Contacts, read.Contacts);
        Assert.Equal(("Pothole", "Ada", null), (read.Title, read.Reporter, read.Note));
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(JsonValueKind.Null, parsed.RootElement.GetProperty("note").ValueKind);
        Assert.True(KeyId.TryReadFrom(parsed.RootElement.GetProperty("reporter").GetBytesFromBase64(), out _));
    }

    [Fact]
    public void A_source_generated_context_does_as_well()
    {
        var documents = new JsonDocumentCipher(Generated.Default.Options, "reports");

        var json = documents.Seal(Sample(), _fields, "north", "7"u8);

        Assert.DoesNotContain("ada@", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal(Sample().Contacts, documents.Open<Report>(json, _fields, "north", "7"u8)!.Contacts);
    }

    [Fact]
    public void A_value_opens_in_its_document_and_its_property_only()
    {
        var json = _documents.Seal(new Report { Reporter = "Ada", Note = "x" }, _fields, "north", "7"u8);
        var swapped = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("\"reporter\"", "\"swap\"", StringComparison.Ordinal)
            .Replace("\"note\"", "\"reporter\"", StringComparison.Ordinal).Replace("\"swap\"", "\"note\"", StringComparison.Ordinal));
        var elsewhere = new JsonDocumentCipher(new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }, "letters");

        Assert.Equal("Ada", _documents.Open<Report>(json, _fields, "north", "7"u8)!.Reporter);
        Assert.Equal(OpenResult.NotAuthentic, Refusal(() => _documents.Open<Report>(json, _fields, "north", "8"u8)));
        Assert.Equal(OpenResult.NotAuthentic, Refusal(() => _documents.Open<Report>(json, _fields, "south", "7"u8)));
        Assert.Equal(OpenResult.NotAuthentic, Refusal(() => _documents.Open<Report>(swapped, _fields, "north", "7"u8)));
        Assert.Equal(OpenResult.NotAuthentic, Refusal(() => elsewhere.Open<Report>(json, _fields, "north", "7"u8)));
    }

    [Theory]
    [InlineData("{\"reporter\":\"Ada\"}")]
    [InlineData("{\"reporter\":\"\"}")]
    [InlineData("{\"reporter\":\"AAAA\"}")]
    [InlineData("{\"reporter\":7}")]
    [InlineData("{\"reporter\":{\"a\":1}}")]
    [InlineData("{\"reporter\":[\"secret\"]}")]
    public void What_is_not_sealed_is_refused_without_a_word_of_it(string json)
    {
        var refusal = Assert.Throws<SealedValueException>(() => _documents.Open<Report>(Encoding.UTF8.GetBytes(json), _fields, "north", "7"u8));

        Assert.Equal(OpenResult.NotSealed, refusal.Result);
        Assert.DoesNotContain("Ada", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_refusal_the_next_document_is_read_as_ever()
    {
        var json = _documents.Seal(Sample(), _fields, "north", "7"u8);
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<SealedValueException>(() => _documents.Open<Report>("{\"reporter\":7}"u8, _fields, "south", "8"u8));
            Assert.ThrowsAny<JsonException>(() => _documents.Open<Report>("{\"title\":"u8, _fields, "south", "8"u8));
            Assert.Equal("Ada", _documents.Open<Report>(json, _fields, "north", "7"u8)!.Reporter);
        }
    }

    [Fact]
    public async Task Many_at_once_do_not_meet()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    var row = Encoding.UTF8.GetBytes($"{worker} {i}");
                    var json = _documents.Seal(new Report { Reporter = $"{worker} {i}" }, _fields, $"tenant {worker}", row);
                    Assert.Equal($"{worker} {i}", _documents.Open<Report>(json, _fields, $"tenant {worker}", row)!.Reporter);
                }
            },
            TestContext.Current.CancellationToken)));
    }

    [Property]
    public void Every_text_comes_back(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);

        Assert.Equal(text, _documents.Open<Report>(_documents.Seal(new Report { Reporter = text }, _fields, "north", "7"u8), _fields, "north", "7"u8)!.Reporter);
    }

    [Fact]
    public void What_cannot_be_kept_is_refused()
    {
        Assert.Contains("Only text", Assert.Throws<InvalidOperationException>(() => _documents.Seal(new Aged(), _fields, "north", "7"u8)).Message, StringComparison.Ordinal);
        Assert.Contains("TypeInfoResolver", Assert.Throws<ArgumentException>(() => new JsonDocumentCipher(new JsonSerializerOptions(), "reports")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new JsonDocumentCipher(Generated.Default.Options, ""));
        Assert.Throws<ArgumentException>(() => _documents.Seal(Sample(), _fields, "north", []));
        Assert.Throws<ArgumentException>(() => _documents.Seal(Sample(), _fields, "", "7"u8));
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => _documents.Seal(new Report { Reporter = "secret \uD800" }, _fields, "north", "7"u8)).ToString(), StringComparison.Ordinal);
    }

    private static OpenResult Refusal(Action open) => Assert.Throws<SealedValueException>(open).Result;

    private static Report Sample() => new()
    {
        Title = "Pothole",
        Reporter = "Ada",
        Contacts = [new Contact { Email = "ada@example.org", Phone = "040 123" }, new Contact { Email = "ada@example.com" }],
    };

    internal sealed class Report
    {
        public string? Title { get; set; }

        [JsonEncrypted]
        public string? Reporter { get; set; }

        [JsonEncrypted]
        public string? Note { get; set; }

        public List<Contact> Contacts { get; set; } = [];
    }

    internal sealed record Contact
    {
        [JsonEncrypted]
        public string? Email { get; set; }

        [JsonEncrypted]
        public string? Phone { get; set; }
    }

    internal sealed class Aged
    {
        [JsonEncrypted]
        public int Age { get; set; }
    }

    [JsonSerializable(typeof(Report))]
    internal sealed partial class Generated : JsonSerializerContext;
}
