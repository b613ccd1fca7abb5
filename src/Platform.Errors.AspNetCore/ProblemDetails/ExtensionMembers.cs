using System.Text.Json;

namespace Platform.Errors.AspNetCore;

/// <summary>What a problem of the framework says beyond RFC 9457 (§3.2), to stand in the problem that is written for it.</summary>
internal sealed class ExtensionMembers(IEnumerable<KeyValuePair<string, object?>> members, JsonSerializerOptions serializer) : ProblemMembers
{
    /// <summary>What went wrong inside is shown by the writer alone, and only where it may be.</summary>
    private const string Cause = "exception";

    public override void WriteInto(BodyBuffer body)
    {
        var said = NamesIn(body.Written.Span);
        foreach (var member in members)
        {
            if (member.Key != Cause && !said.Contains(member.Key))
                Write(body, serializer.Encoder, member, Write);
        }
    }

    private void Write(Utf8JsonWriter json, KeyValuePair<string, object?> member)
    {
        json.WritePropertyName(member.Key);
        if (member.Value is { } value)
            JsonSerializer.Serialize(json, value, serializer.GetTypeInfo(value.GetType()));
        else
            json.WriteNullValue();
    }
}
