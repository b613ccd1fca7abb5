using System.Text.Json;

namespace Platform.Errors;

/// <summary>Texts of strangers.</summary>
internal static class JsonTexts
{
    /// <summary>A text; <see langword="null"/> for what is none, or is not Unicode: an escaped lone surrogate passes for JSON and is no text.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return null;
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
