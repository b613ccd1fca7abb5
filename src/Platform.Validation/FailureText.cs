namespace Platform.Validation;

/// <summary>
/// How much of what a sender wrote is said back. Names can be as long as the body, and a failure names them several times: without a
/// limit a request of a megabyte would be answered with hundreds.
/// </summary>
internal static class FailureText
{
    /// <summary>The most characters of a pointer or an argument. What people and forms need is far shorter.</summary>
    public const int MaxLength = 512;

    /// <summary>The text, or its beginning and an ellipsis. A character of two units is never torn.</summary>
    public static string Cut(string text) => text.Length <= MaxLength
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength), "…");
}
