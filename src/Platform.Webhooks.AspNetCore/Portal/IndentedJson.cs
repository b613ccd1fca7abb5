using System.Text;
using System.Text.Json;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>JSON written in lines.</summary>
internal static class IndentedJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <returns>It; <see langword="null"/> where the bytes are none, or the beginning of some.</returns>
    public static string? TryWrite(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            using var written = new MemoryStream();
            using (var writer = new Utf8JsonWriter(written, Options))
                document.RootElement.WriteTo(writer);
            return Encoding.UTF8.GetString(written.GetBuffer().AsSpan(0, (int)written.Length));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
