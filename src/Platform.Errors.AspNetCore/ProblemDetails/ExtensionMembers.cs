using System.Collections.Frozen;
using System.Text.Json;

namespace Platform.Errors.AspNetCore;

/// <summary>What a problem of the framework says beyond RFC 9457 (§3.2), to stand in the problem that is written for it.</summary>
internal sealed class ExtensionMembers(IEnumerable<KeyValuePair<string, object?>> members, JsonSerializerOptions serializer)
{
    /// <summary>The members that every problem has a meaning for; an extension cannot give them another.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "type", "title", "status", "detail", "instance", "code", "traceId", "pointer", "retryable", "retryAfter", "args", "errors", "errorsOmitted", "exception");

    /// <summary>Goes on inside the object that was just closed.</summary>
    public void WriteInto(BodyBuffer body)
    {
        foreach (var (name, value) in members)
        {
            if (Reserved.Contains(name))
                continue;
            body.Reopen();
            Write(body, name, value);
        }
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
