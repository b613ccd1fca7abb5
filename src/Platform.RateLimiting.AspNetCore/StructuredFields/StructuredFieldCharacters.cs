namespace Platform.RateLimiting.AspNetCore.StructuredFields;

/// <summary>The alphabets of RFC 9651.</summary>
internal static class StructuredFieldCharacters
{
    /// <summary>Section 3.1.2: a key.</summary>
    public static bool IsInKey(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-' or '.' or '*';

    /// <summary>Section 3.3.4: a token, after its first character.</summary>
    public static bool IsInToken(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '-' or '.' or '^' or '_' or '`' or '|' or '~' or ':' or '/';
}
