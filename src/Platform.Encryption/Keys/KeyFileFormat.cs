using System.Text.Json;

namespace Platform.Encryption.Keys;

/// <summary>The lines of a key file: JSON objects, one for each key, retired or destroyed key, and destroyed scope. What was written is never changed in its meaning: format 1.</summary>
internal static class KeyFileFormat
{
    private const string Name = "platform-encryption-keys/1";

    /// <summary>The first line. The generation is another one each time that the file is written whole.</summary>
    public static byte[] HeaderOf(string generation) => Line(json =>
    {
        json.WriteString("format", Name);
        json.WriteString("generation", generation);
    });

    public static byte[] LineOf(StoredKey key) => Line(json =>
    {
        json.WriteString("key", key.Id.ToString());
        json.WriteNumber("kind", (int)key.Scope.Kind);
        json.WriteString("tenant", key.Scope.Tenant);
        json.WriteString("purpose", key.Scope.Purpose);
        json.WriteString("subject", key.Scope.Subject);
        json.WriteNumber("version", key.Version);
        json.WriteBase64String("wrapped", key.Wrapped.Span);
        json.WriteString("by", key.WrappedBy);
        json.WriteNumber("created", key.CreatedAt.UtcTicks);
    });

    public static byte[] LineOf(GoneKey key) => Line(json =>
    {
        json.WriteString("gone", key.Id.ToString());
        json.WriteString("scope", key.Scope);
        json.WriteString("tenant", key.Tenant);
        if (key.DestroyedWith is { } with)
            json.WriteString("with", with);
    });

    public static byte[] LineOf(DestroyedScope scope) => Line(json =>
    {
        json.WriteString("destroyed", scope.Scope);
        json.WriteNumber("at", scope.DestroyedAt.UtcTicks);
        json.WriteNumber("backups", scope.BackupsExpireAt.UtcTicks);
    });

    /// <returns>The generation.</returns>
    /// <exception cref="InvalidDataException">It is no first line of this format.</exception>
    public static string ReadHeader(ReadOnlyMemory<byte> line) => Parsed(line, static root => root.GetProperty("format").GetString() == Name
        ? Text(root, "generation")
        : throw new InvalidDataException("The key file has another format."));

    /// <summary>Puts what a line says into a table.</summary>
    /// <exception cref="InvalidDataException">It says nothing, or what contradicts another.</exception>
    public static void Read(ReadOnlyMemory<byte> line, KeyTable table) => Parsed(line, root =>
    {
        if (root.TryGetProperty("key", out var id))
        {
            var scope = KeyScope.FromStored((KeyScopeKind)root.GetProperty("kind").GetInt32(), Text(root, "tenant"), Text(root, "purpose"), Text(root, "subject"));
            table.Add(new StoredKey(
                scope, root.GetProperty("version").GetInt32(), KeyId.Parse(id.GetString()!), root.GetProperty("wrapped").GetBytesFromBase64(), Text(root, "by"), Time(root, "created")));
        }
        else if (root.TryGetProperty("gone", out var gone))
        {
            table.Add(new GoneKey(KeyId.Parse(gone.GetString()!), Text(root, "scope"), Text(root, "tenant"), root.TryGetProperty("with", out var with) ? with.GetString() : null));
        }
        else
        {
            table.Add(new DestroyedScope(Text(root, "destroyed"), Time(root, "at"), Time(root, "backups")));
        }
        return true;
    });

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static T Parsed<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            // Without the exception, which may have a part of the line in its message.
            throw new InvalidDataException("The key file has a line that makes no sense.");
        }
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? throw new FormatException(name);

    private static DateTimeOffset Time(JsonElement root, string name) => new(root.GetProperty(name).GetInt64(), TimeSpan.Zero);
}
