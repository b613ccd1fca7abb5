using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Errors.AspNetCore;

/// <summary>Members that stand in a problem beside those of the error (RFC 9457 §3.2).</summary>
internal abstract class ProblemMembers
{
    /// <summary>Goes on inside the object that was just closed. What the error says itself is not said again with another meaning.</summary>
    public abstract void WriteInto(BodyBuffer body);

    protected static HashSet<string> NamesIn(ReadOnlySpan<byte> problem)
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

    /// <summary>A member at a time, as an object of its own whose opening brace becomes the comma.</summary>
    protected static void Write<TMember>(BodyBuffer body, JavaScriptEncoder? encoder, TMember member, Action<Utf8JsonWriter, TMember> write)
    {
        body.Reopen();
        var start = body.Length;
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = encoder }))
        {
            json.WriteStartObject();
            write(json, member);
            json.WriteEndObject();
        }
        body.Replace(start, (byte)',');
    }
}
