using Platform.Encryption.Indexes;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>The sealed values of a column, or those of one of its indexes, and the former keys that they are searched by.</summary>
/// <param name="Index">The index; <see langword="null"/> for the sealed values.</param>
/// <param name="Keys">By what a value has of the key's id, which of the keys it may be: of a tag of four bytes that may be several.</param>
internal sealed record ColumnPart(SealedColumnIndex? Index, IReadOnlyDictionary<string, IReadOnlyList<KeyId>> Keys)
{
    /// <summary>
    /// All of a column that can name these keys. A sealed value is searched by the whole id, of whichever scope. A value of an index has a tag only, so it is searched
    /// by those of purposes: keys of subjects make no index, and each one more is one more chance that a tag is somebody else's.
    /// </summary>
    public static IReadOnlyList<ColumnPart> Of(SealedColumn column, ReencryptionKeys keys)
    {
        var purposes = keys.Former.Where(id => keys.ScopeOf(id)!.Kind == KeyScopeKind.Purpose).ToList();
        return
        [
            new ColumnPart(null, NamesOf(keys.Former, KeyId.Length)),
            .. purposes.Count == 0 ? [] : column.Indexes.Select(index => new ColumnPart(index, NamesOf(purposes, IndexKey.TagLength))),
        ];
    }

    private static Dictionary<string, IReadOnlyList<KeyId>> NamesOf(IReadOnlyList<KeyId> ids, int length) =>
        ids.GroupBy(id => id.ToString()[..(2 * length)], StringComparer.OrdinalIgnoreCase).ToDictionary(static group => group.Key, static group => (IReadOnlyList<KeyId>)[.. group], StringComparer.OrdinalIgnoreCase);
}
