using System.Buffers;
using System.Text.Json;

namespace Platform.Errors.AspNetCore;

/// <summary>Members that code of the service writes itself.</summary>
internal sealed class WrittenMembers(Action<Utf8JsonWriter> write) : ProblemMembers
{
    private const int Usual = 256;

    public override void WriteInto(BodyBuffer body)
    {
        // Apart, so that half a member is no part of an answer.
        var written = new ArrayBufferWriter<byte>(Usual);
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        using var members = JsonDocument.Parse(written.WrittenMemory);
        var said = NamesIn(body.Written.Span);
        foreach (var member in members.RootElement.EnumerateObject())
        {
            if (said.Add(member.Name))
                Write(body, encoder: null, member, static (json, each) => each.WriteTo(json));
        }
    }
}
