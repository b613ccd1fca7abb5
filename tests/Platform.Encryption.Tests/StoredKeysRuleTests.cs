using FsCheck.Xunit;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class StoredKeysRuleTests
{
    private static readonly KeyScope[] Scopes = [KeyScope.ForSubject("n", "p", "a"), KeyScope.ForSubject("n", "p", "b")];

    /// <summary>Few scopes, versions and ids, so that every kind of disorder is drawn.</summary>
    [Property(MaxTest = 2_000)]
    public void It_agrees_with_a_naive_model(byte[] rows, byte highestSeen)
    {
        StoredKey[] keys = [.. rows.Take(4).Select(static row => new StoredKey(Scopes[row % 8 == 0 ? 1 : 0], (row >> 1) % 4, IdOf((row >> 3) % 8), default, "", default))];
        var seen = highestSeen % 4;

        Assert.Equal(Naive(keys, seen), StoredKeysRule.Judge(Scopes[0], keys, seen));
    }

    [Fact]
    public void Versions_with_a_gap_are_in_order()
    {
        StoredKey[] keys = [Key(2, 1), Key(5, 2)];
        Assert.Equal(StoredKeysVerdict.Good, StoredKeysRule.Judge(Scopes[0], keys, 5));
        Assert.Equal(StoredKeysVerdict.Outdated, StoredKeysRule.Judge(Scopes[0], keys, 6));
        Assert.Equal(StoredKeysVerdict.NotGenuine, StoredKeysRule.Judge(Scopes[0], [.. Enumerable.Reverse(keys)], 5));
        Assert.Equal(StoredKeysVerdict.Outdated, StoredKeysRule.Judge(Scopes[0], [], 1));
        Assert.Equal(StoredKeysVerdict.Good, StoredKeysRule.Judge(Scopes[0], [], 0));
    }

    private static StoredKeysVerdict Naive(StoredKey[] keys, int seen)
    {
        var sorted = keys.OrderBy(static key => key.Version).ToArray();
        var isGenuine = keys.All(static key => key.Scope == Scopes[0] && key.Version >= 1)
            && keys.SequenceEqual(sorted)
            && keys.Select(static key => key.Version).Distinct().Count() == keys.Length
            && keys.Select(static key => key.Id).Distinct().Count() == keys.Length;
        var highest = keys.Length == 0 ? 0 : keys.Max(static key => key.Version);
        return !isGenuine ? StoredKeysVerdict.NotGenuine : highest < seen ? StoredKeysVerdict.Outdated : StoredKeysVerdict.Good;
    }

    private static StoredKey Key(int version, int id) => new(Scopes[0], version, IdOf(id), default, "", default);

    private static KeyId IdOf(int id) => KeyId.FromBytes([(byte)(id + 1), .. new byte[31]]);
}
