using System.Text;
using System.Text.Json;

namespace Platform.Errors;

/// <summary>Texts of strangers. An escaped lone surrogate passes for JSON, and throws where it is read as a text: here it is one that equals nothing.</summary>
internal static class JsonTexts
{
    /// <summary>A value; <see langword="null"/> for what is no text, or is not Unicode.</summary>
    public static string? Read(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? Unescape(ref reader) : null;

    /// <summary>The name of a member; <see langword="null"/> if it is not Unicode.</summary>
    public static string? Name(ref Utf8JsonReader reader) => Unescape(ref reader);

    /// <summary>Whether the name or the text that the reader stands on is this one.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8) =>
        reader.ValueIsEscaped ? Unescape(ref reader) is { } text && text == Encoding.UTF8.GetString(utf8) : reader.ValueSpan.SequenceEqual(utf8);

    private static string? Unescape(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
