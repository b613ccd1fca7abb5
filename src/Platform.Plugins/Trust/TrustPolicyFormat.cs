using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Trust;

/// <summary>
/// A trust policy as JSON. Members that nobody knows are refused, and both have to be there: where "revoked" was misspelt or lost,
/// what was revoked would be trusted again without a word.
/// </summary>
internal static class TrustPolicyFormat
{
    private const string Publishers = "publishers";
    private const string Revoked = "revoked";
    private const string Threshold = "threshold";
    private const string Keys = "keys";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 5 };

    // A key is Base64, whose + would be written as an escape.
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(
        IEnumerable<(string Name, int Threshold, IEnumerable<PublisherKey> Keys)> publishers, IEnumerable<string> revoked)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteStartObject(Publishers);
            foreach (var (name, threshold, keys) in publishers.OrderBy(each => each.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                json.WriteNumber(Threshold, threshold);
                json.WriteStartArray(Keys);
                foreach (var key in keys.OrderBy(each => each.KeyId, StringComparer.Ordinal))
                    json.WriteStringValue(key.ToBase64());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray(Revoked);
            foreach (var each in revoked.Order(StringComparer.Ordinal))
                json.WriteStringValue(each);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    public static PluginTrust Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var (publishers, revoked) = TwoMembers(document.RootElement, Publishers, Revoked);
            var trust = PluginTrust.Nobody;
            foreach (var publisher in publishers.EnumerateObject())
            {
                var (threshold, keys) = TwoMembers(publisher.Value, Threshold, Keys);
                var read = keys.EnumerateArray().Select(each => PublisherKey.FromBase64(Text(each)));
                trust = trust.Trust(publisher.Name, threshold.GetInt32(), read);
            }
            return revoked.EnumerateArray().Aggregate(trust, static (policy, each) => policy.Revoke(Text(each)));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new FormatException($"This is no trust policy: {fault.Message}", fault);
        }
    }

    private static (JsonElement First, JsonElement Second) TwoMembers(JsonElement element, string first, string second)
    {
        if (element.EnumerateObject().Select(each => each.Name).FirstOrDefault(name => name != first && name != second) is { } unknown)
            throw new FormatException($"it has \"{unknown}\" where only \"{first}\" and \"{second}\" are known.");
        return (Member(element, first), Member(element, second));
    }

    private static JsonElement Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member
        : throw new FormatException($"it has no \"{name}\": an empty one has to be written too.");

    private static string Text(JsonElement element) =>
        element.GetString() ?? throw new FormatException("it has null where there must be text.");
}
