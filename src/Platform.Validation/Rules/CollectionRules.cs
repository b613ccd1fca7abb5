using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Validation.Rules;

/// <summary>What generated code asks of collections.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CollectionRules
{
    private const int MostComparedInPairs = 24;

    /// <summary>Walks a sequence.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <returns>The walk.</returns>
    public static RuleItems<T> Of<T>(IEnumerable<T> items) => items switch
    {
        T[] array => new RuleItems<T>(new ReadOnlySpan<T>(array)),
        List<T> list => new RuleItems<T>(CollectionsMarshal.AsSpan(list)),
        _ => new RuleItems<T>(items.GetEnumerator()),
    };

    /// <summary>Walks a dictionary.</summary>
    /// <typeparam name="TKey">The keys.</typeparam>
    /// <typeparam name="TValue">The values.</typeparam>
    /// <param name="entries">The dictionary.</param>
    /// <returns>The walk.</returns>
    public static RuleEntries<TKey, TValue> EntriesOf<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> entries)
        where TKey : notnull => new(entries);

    /// <summary>A key as it stands in a JSON Pointer.</summary>
    /// <typeparam name="TKey">The keys.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The text.</returns>
    public static string TextOf<TKey>(TKey key)
        where TKey : notnull => key as string ?? string.Create(CultureInfo.InvariantCulture, $"{key}");

    /// <summary>The items as a list, for a rule that asks about all of them at once.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <returns>The sequence itself where it is one.</returns>
    public static IReadOnlyList<T> ListOf<T>(IEnumerable<T> items) => items switch
    {
        ImmutableArray<T> { IsDefault: true } => [],
        IReadOnlyList<T> list => list,
        _ => [.. items],
    };

    /// <summary>How many items there are.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <returns>The number.</returns>
    public static int Count<T>(IEnumerable<T> items) => items.Count();

    /// <summary>Whether no two items are equal.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <returns>Whether none are.</returns>
    public static bool AreUnique<T>(IEnumerable<T> items) => !TryFindEqual(items, out _, out _);

    /// <summary>Reports two items that are equal.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <returns>Their indexes.</returns>
    public static ValidationArguments EqualItems<T>(IEnumerable<T> items)
    {
        TryFindEqual(items, out var first, out var second);
        return new(new ValidationArgument("first", first), new ValidationArgument("second", second));
    }

    private static bool TryFindEqual<T>(IEnumerable<T> items, out int first, out int second)
    {
        var known = items is T[] array ? new ReadOnlySpan<T>(array) : items is List<T> list ? CollectionsMarshal.AsSpan(list) : default;
        if (known.Length is > 0 and <= MostComparedInPairs)
            return TryFindEqual(known, out first, out second);
        var seen = new Dictionary<Key<T>, int>();
        (first, second) = (0, 0);
        foreach (var item in items)
        {
            if (!seen.TryAdd(new Key<T>(item), second))
            {
                first = seen[new Key<T>(item)];
                return true;
            }
            second++;
        }
        return false;
    }

    private static bool TryFindEqual<T>(ReadOnlySpan<T> items, out int first, out int second)
    {
        for (second = 1; second < items.Length; second++)
        {
            for (first = 0; first < second; first++)
            {
                if (EqualityComparer<T>.Default.Equals(items[first], items[second]))
                    return true;
            }
        }
        (first, second) = (0, 0);
        return false;
    }

    /// <summary>An item that may be <see langword="null"/>, which a dictionary does not take by itself.</summary>
    private readonly record struct Key<T>(T Item);
}
