using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Platform.Shared;

/// <summary>A command that could not give an answer, as JSON.</summary>
internal static class Refusal
{
    public static string ToJson(string command, string error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("command", command);
            json.WriteString("error", error);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
