using CityDesk.Domain;

namespace CityDesk.Commands;

/// <summary>Checks what an operator types before it is stored.</summary>
internal static class OperatorText
{
    /// <exception cref="OperatorException">It is empty, too long, or holds a character that may not be stored.</exception>
    public static void Require(string what, string text, int maxLength, bool mayBeEmpty = false)
    {
        if (!mayBeEmpty && string.IsNullOrWhiteSpace(text))
            throw new OperatorException($"{what} must not be empty.", ExitCodes.Usage);
        if (text.Length > maxLength)
            throw new OperatorException($"{what} may have {maxLength} characters; this has {text.Length}.", ExitCodes.Usage);
        if (DeskText.IndexOfForbidden(text) is >= 0 and var at)
            throw new OperatorException($"{what} holds the character {DeskText.Name(text[at])}, which may not be stored.", ExitCodes.Usage);
    }
}
