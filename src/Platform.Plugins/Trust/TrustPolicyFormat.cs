using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Plugins.Trust;

/// <summary>
/// A trust policy as JSON. Members that nobody knows are refused, and both have to be there: where "revoked" was misspelt or lost,
/// what was revoked would be trusted again without a word.
/// </summary>
internal static class TrustPolicyFormat
{
    private const string Publishers = "publishers";
    private const string Revoked = "revoked";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 5 };

    // A key is Base64, whose + would be written as an escape.
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(IEnumerable<KeyValuePair<string, KeyRing>> publishers, IEnumerable<string> revoked)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteStartObject(Publishers);
            foreach (var (name, ring) in publishers.OrderBy(each => each.Key, StringComparer.Ordinal))
                KeyRingFormat.Write(json, name, ring);
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
            StrictMembers.Require(document.RootElement, Publishers, Revoked);
            var trust = PluginTrust.Nobody;
            foreach (var publisher in document.RootElement.GetProperty(Publishers).EnumerateObject())
            {
                var ring = KeyRingFormat.Read(publisher.Name, publisher.Value);
                trust = trust.Trust(publisher.Name, ring.Threshold, ring.Keys.Values);
            }
            return document.RootElement.GetProperty(Revoked).EnumerateArray()
                .Aggregate(trust, static (policy, each) => policy.Revoke(StrictMembers.Text(each)));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new FormatException($"This is no trust policy: {fault.Message}", fault);
        }
    }
}
