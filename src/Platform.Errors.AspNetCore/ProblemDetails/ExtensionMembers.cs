using System.Text.Json;

namespace Platform.Errors.AspNetCore;

/// <summary>What a problem of the framework says beyond RFC 9457 (§3.2), to stand in the problem that is written for it.</summary>
internal sealed class ExtensionMembers(IEnumerable<KeyValuePair<string, object?>> members, JsonSerializerOptions serializer)
{
    /// <summary>What went wrong inside is shown by the writer alone, and only where it may be.</summary>
    private const string Cause = "exception";

    /// <summary>Goes on inside the object that was just closed. What the error says itself is not said again with another meaning.</summary>
    public void WriteInto(BodyBuffer body)
    {
        var said = NamesIn(body.Written.Span);
        foreach (var (name, value) in members)
        {
            if (name == Cause || said.Contains(name))
                continue;
            body.Reopen();
            Write(body, name, value);
        }
    }

    private static HashSet<string> NamesIn(ReadOnlySpan<byte> problem)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(problem);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(json.GetString()!);
            json.Skip();
        }
        return names;
    }

    private void Write(BodyBuffer body, string name, object? value)
    {
        // A member at a time, as an object of its own whose opening brace becomes the comma.
        var start = body.Length;
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = serializer.Encoder }))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            if (value is null)
                json.WriteNullValue();
            else
                JsonSerializer.Serialize(json, value, serializer.GetTypeInfo(value.GetType()));
            json.WriteEndObject();
        }
        body.Replace(start, (byte)',');
    }
}
