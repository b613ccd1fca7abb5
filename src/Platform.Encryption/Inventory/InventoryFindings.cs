using System.Globalization;

namespace Platform.Encryption.Inventory;

/// <summary>What is to be done about an inventory. Pure.</summary>
internal static class InventoryFindings
{
    /// <summary>Problems first.</summary>
    public static IReadOnlyList<InventoryFinding> In(IReadOnlyList<InventoryPlace> places, IReadOnlyList<InventoryKeyset> keysets)
    {
        var findings = new List<InventoryFinding>();
        foreach (var place in places)
            Judge(place, findings);
        var purposes = places.SelectMany(static place => place.Indexes.Select(static index => index.Purpose).Append(place.Purpose)).ToHashSet(StringComparer.Ordinal);
        foreach (var keyset in keysets.Where(keyset => keyset.Kind is KeyScopeKind.Purpose or KeyScopeKind.Subject && !purposes.Contains(keyset.Purpose)))
            Add(InventoryFindingKind.KeysWithoutPlace, keyset.Keys, null, $"There are keys of {keyset.Keys}, and no place that was asked has values of them.");
        return [.. findings.OrderBy(static finding => finding.Kind).ThenBy(static finding => finding.Place, StringComparer.Ordinal)];

        void Add(InventoryFindingKind kind, string place, long? values, string text) => findings.Add(new InventoryFinding(kind, place, values, text));
    }

    private static void Judge(InventoryPlace place, List<InventoryFinding> findings)
    {
        if (!place.IsEncrypted)
        {
            if (place.PersonalData is { } mark)
                findings.Add(new(InventoryFindingKind.PersonalDataInPlaintext, place.Name, null, $"{place.Name} is marked as {mark} and is not encrypted."));
            return;
        }
        if (place.State != "Strict")
            findings.Add(new(InventoryFindingKind.Migrating, place.Name, place.PlaintextValues, $"{place.Name} is on its way from plaintext ({place.State}); {Count(place.PlaintextValues)} in plaintext."));
        else if (place.PlaintextValues > 0)
            findings.Add(new(InventoryFindingKind.PlaintextAmongSealed, place.Name, place.PlaintextValues, $"{place.Name} has {Count(place.PlaintextValues)} in plaintext, which nobody can read and nobody should have written."));
        Add(KeyStanding.Unknown, InventoryFindingKind.UnknownKey, "a key that this key store has never had");
        Add(KeyStanding.Former, InventoryFindingKind.FormerKey, "a former key: re-encryption is not done");
        Add(KeyStanding.Destroyed, InventoryFindingKind.DestroyedKey, "a key that was destroyed, and cannot be read");

        void Add(KeyStanding standing, InventoryFindingKind kind, string text)
        {
            if (place.Uses.Where(use => use.Standing == standing).Sum(static use => use.Values) is > 0 and var values)
                findings.Add(new(kind, place.Name, values, $"{place.Name} has {Count(values)} of {text}."));
        }
    }

    private static string Count(long values) => values == 1 ? "1 value" : string.Create(CultureInfo.InvariantCulture, $"{values:N0} values");
}
