using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>What cannot be asked of an encrypted property, with the way out. No text of a query's values is in a message.</summary>
internal static class Refusal
{
    private const string WayOut = "Filter by other columns first and by this one after reading (AsAsyncEnumerable)";

    public static InvalidOperationException Untranslatable(EncryptedProperty property, string where) => new(
        $"{property.DisplayName} is encrypted: the database sees no text to sort, group, compare or change by, in \"{where}\". A query can ask for == or != null, == a value, " +
        $"Contains in a list, StartsWith, EndsWith, Contains of a text and EF.Functions.FuzzyContains, in Where, First, Single, Any and Count directly on the entity, where an index of that kind was declared; and can select it. {WayOut}; to change it, load the entity and save it.");

    public static InvalidOperationException NoEqualityIndex(EncryptedProperty property) => new(
        $"{property.DisplayName} is encrypted and has no equality index. Declare one with WithEqualityIndex or [BlindIndexed], or: {WayOut}.");

    public static InvalidOperationException NoPrefixIndex(EncryptedProperty property) => new(
        $"{property.DisplayName} is encrypted and has no index of beginnings that are as short as what is searched for. Declare one with WithPrefixIndex, or: {WayOut}.");

    public static InvalidOperationException NoPieceIndex(EncryptedProperty property) => new(
        $"{property.DisplayName} is encrypted and has no index of pieces that are as short as what is searched for " +
        $"(with n edits that takes n times the length of a piece more). Declare one with WithNGramIndex, or: {WayOut}.");

    public static InvalidOperationException Moving(EncryptedProperty property) => new(
        $"{property.DisplayName} is not Strict yet: rows that are still plaintext are not in its indexes of beginnings and pieces. " +
        $"Seal them all first, or: {WayOut}.");

    public static InvalidOperationException NotAValue(EncryptedProperty property) => new(
        $"{property.DisplayName} is encrypted and can be compared with a value of the program, not with another column.");

    public static InvalidOperationException Mixed(EncryptedProperty property) => new(
        $"{property.DisplayName} is encrypted: what is found by its index is checked again after opening, so it can be combined with && with anything, with || only with other encrypted properties, and not be negated. Ask two queries, or: {WayOut}.");

    public static InvalidOperationException After(EncryptedProperty property, string method) => new(
        $"The query filters by {property.DisplayName}, which is encrypted: what is found is checked again after opening, and {method} would have to come after that. End the query before it (ToListAsync), and go on in memory.");

    public static InvalidOperationException Bulk(EncryptedProperty property, string method) => new(
        $"{method} cannot filter by {property.DisplayName}, which is encrypted: rows that only share its index value would be changed too. Select the keys of the rows first, and filter by them.");

    public static InvalidOperationException TooMany(EncryptedProperty property, int most) => new(
        $"More than {most} rows share the index value of {property.DisplayName} that was searched for: the table has outgrown the plan of its index, or one text is very frequent. Measure it with LeakageReport.");
}
