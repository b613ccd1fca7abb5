using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Webhooks.Schemes;

/// <summary>What schemes read from a body that was verified: texts at the top of a JSON object, and a hash of it.</summary>
internal static class BodyFields
{
    private const int LongestValue = 256;

    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The text of a property of the outermost object. Not there, of another type, too long, twice there or no JSON: <see langword="null"/>.</summary>
    public static string? Text(ReadOnlySpan<byte> body, ReadOnlySpan<byte> property)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Lenient);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Text(ref reader, property) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Hash(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static string? Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        string? found = null;
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(property);
            reader.Read();
            if (isIt && ++count == 1 && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestValue)
                found = reader.GetString();
            reader.Skip();
        }
        return count == 1 ? found : null;
    }
}
