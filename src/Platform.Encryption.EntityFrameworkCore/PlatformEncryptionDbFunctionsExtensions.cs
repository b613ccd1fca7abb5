using Microsoft.EntityFrameworkCore;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>What LINQ has no word for.</summary>
public static class PlatformEncryptionDbFunctionsExtensions
{
    /// <summary>
    /// Whether an encrypted property has in it what is searched for, but for some typing errors. In a query only, for a property with
    /// <see cref="EncryptedPropertyBuilder.WithNGramIndex"/>.
    /// </summary>
    /// <param name="functions"><see cref="EF.Functions"/>.</param>
    /// <param name="text">The property.</param>
    /// <param name="searched">
    /// What is searched for. With pieces of 3 characters and one edit it has 6 or more, with two edits 9: else no piece need be left.
    /// </param>
    /// <param name="maxEdits">How many characters may be inserted, left out or replaced (Levenshtein distance); two that are swapped are two.</param>
    /// <returns>Whether a part of the text is that close.</returns>
    /// <exception cref="InvalidOperationException">It was called outside of a query.</exception>
    public static bool FuzzyContains(this DbFunctions functions, string? text, string searched, int maxEdits) =>
        throw new InvalidOperationException(
            $"{nameof(FuzzyContains)} is asked in a query, of an encrypted property. Outside of one use {nameof(BlindIndex)}.{nameof(BlindIndex.Matches)}.");
}
