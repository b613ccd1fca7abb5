using System.Text.Json;

namespace Platform.Encryption.Inventory;

/// <summary>The report for programs. Names are part of what is promised.</summary>
internal static class InventoryJson
{
    public static byte[] Write(InventoryReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("takenAt", report.TakenAt);
            json.WriteBoolean("isClean", report.IsClean);
            Array(json, "findings", report.Findings, Write);
            Array(json, "places", report.Places, Write);
            Array(json, "keys", report.Keysets, Write);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, InventoryFinding finding)
    {
        json.WriteString("kind", finding.Kind.ToString());
        json.WriteBoolean("isProblem", finding.IsProblem);
        json.WriteString("place", finding.Place);
        if (finding.Values is { } values)
            json.WriteNumber("values", values);
        json.WriteString("text", finding.Text);
    }

    private static void Write(Utf8JsonWriter json, InventoryPlace place)
    {
        json.WriteString("name", place.Name);
        Text(json, "property", place.Property);
        json.WriteBoolean("isEncrypted", place.IsEncrypted);
        Text(json, "personalData", place.PersonalData);
        if (!place.IsEncrypted)
            return;
        json.WriteString("state", place.State);
        Text(json, "purpose", place.Purpose);
        json.WriteBoolean("keyForEachSubject", place.HasSubjects);
        json.WriteNumber("sealedValues", place.SealedValues);
        json.WriteNumber("plaintextValues", place.PlaintextValues);
        Array(json, "indexes", place.Indexes, static (writer, index) =>
        {
            writer.WriteString("kind", index.Kind.ToString());
            if (index.Length > 0)
                writer.WriteNumber("length", index.Length);
            writer.WriteString("normalizer", index.Normalizer.Name);
            writer.WriteNumber("bits", index.Plan.Bits);
            writer.WriteString("purpose", index.Purpose);
        });
        Array(json, "uses", place.Uses, static (writer, use) =>
        {
            Text(writer, "keys", use.Keys);
            if (use.Version is { } version)
                writer.WriteNumber("version", version);
            writer.WriteString("standing", use.Standing.ToString());
            writer.WriteNumber("values", use.Values);
        });
    }

    private static void Write(Utf8JsonWriter json, InventoryKeyset keyset)
    {
        json.WriteString("keys", keyset.Keys);
        json.WriteString("kind", keyset.Kind.ToString());
        json.WriteNumber("scopes", keyset.Scopes);
        json.WriteNumber("count", keyset.Count);
        json.WriteNumber("former", keyset.Former);
        json.WriteNumber("newestVersion", keyset.NewestVersion);
        json.WriteString("sealingSince", keyset.SealingSince);
        json.WriteStartArray("wrappedBy");
        foreach (var wrapping in keyset.WrappedBy)
            json.WriteStringValue(wrapping);
        json.WriteEndArray();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }
}
