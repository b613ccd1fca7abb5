using System.Text.Json;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Erasing;

/// <summary>What a receipt says, as JSON. Part of what is kept by others: members may be added and never change.</summary>
internal sealed record ReceiptContent(
    string Tenant, string Subject, IReadOnlyList<string> Purposes, IReadOnlyList<KeyId> Keys,
    DateTimeOffset ErasedAt, DateTimeOffset FinalFrom, DateTimeOffset BackupsExpireAt, IReadOnlyList<ErasedPlace> Places)
{
    private const string Kind = "platform-encryption-erasure/1";

    /// <summary>That of the scope with the purpose "erasure", which is never leased.</summary>
    public static string DigestOf(string tenant, string subject) => Convert.ToHexStringLower(KeyScope.ForSubject(tenant, "erasure", subject).ComputeDigest());

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WriteString("tenant", Tenant);
            json.WriteString("subject", Subject);
            json.WriteString("erasedAt", ErasedAt);
            json.WriteString("finalFrom", FinalFrom);
            json.WriteString("backupsExpireAt", BackupsExpireAt);
            Write(json, "purposes", Purposes);
            Write(json, "keys", Keys.Select(static id => id.ToString()));
            json.WriteStartArray("places");
            foreach (var place in Places)
            {
                json.WriteStartObject();
                json.WriteString("name", place.Name);
                if (place.UnreadableValues is { } values)
                    json.WriteNumber("unreadableValues", values);
                Write(json, "emptied", place.Emptied);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    public static ReceiptContent Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.GetProperty("kind").GetString() != Kind)
            throw new FormatException("It is no receipt of an erasure.");
        return new ReceiptContent(
            Text(root, "tenant"), Text(root, "subject"), Texts(root, "purposes"), [.. Texts(root, "keys").Select(KeyId.Parse)],
            root.GetProperty("erasedAt").GetDateTimeOffset(), root.GetProperty("finalFrom").GetDateTimeOffset(), root.GetProperty("backupsExpireAt").GetDateTimeOffset(),
            [.. root.GetProperty("places").EnumerateArray().Select(static place => new ErasedPlace(
                Text(place, "name"), place.TryGetProperty("unreadableValues", out var values) ? values.GetInt64() : null, Texts(place, "emptied")))]);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is missing.");

    private static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(static text => text.GetString() ?? throw new FormatException("A text is missing."))];
}
