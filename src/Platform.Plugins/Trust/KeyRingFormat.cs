using System.Text.Json;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Trust;

/// <summary>A ring of keys as JSON: the threshold, and the keys in Base64.</summary>
internal static class KeyRingFormat
{
    private const string Threshold = "threshold";
    private const string Keys = "keys";

    public static void Write(Utf8JsonWriter json, string name, KeyRing ring)
    {
        json.WriteStartObject(name);
        json.WriteNumber(Threshold, ring.Threshold);
        json.WriteStartArray(Keys);
        foreach (var key in ring.Keys.Values.OrderBy(each => each.KeyId, StringComparer.Ordinal))
            json.WriteStringValue(key.ToBase64());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    /// <exception cref="ArgumentException">The threshold cannot be met.</exception>
    public static KeyRing Read(string owner, JsonElement element)
    {
        StrictMembers.Require(element, Threshold, Keys);
        var keys = element.GetProperty(Keys).EnumerateArray().Select(each => PublisherKey.FromBase64(StrictMembers.Text(each)));
        return KeyRing.Create(owner, element.GetProperty(Threshold).GetInt32(), keys);
    }
}
