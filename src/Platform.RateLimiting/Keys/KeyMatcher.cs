using System.Collections.Frozen;

namespace Platform.RateLimiting.Keys;

/// <summary>An allow-list or block-list: keys, of which any part of a composite key may match, and blocks of addresses.</summary>
internal sealed class KeyMatcher
{
    private readonly FrozenSet<RateLimitKey> _keys;
    private readonly AddressRange[] _ranges;

    private KeyMatcher(FrozenSet<RateLimitKey> keys, AddressRange[] ranges) => (_keys, _ranges) = (keys, ranges);

    /// <summary>Makes the matcher, or <see langword="null"/> for an empty list. The entries have been validated.</summary>
    public static KeyMatcher? Of(IEnumerable<string> entries)
    {
        List<RateLimitKey> keys = [];
        List<AddressRange> ranges = [];
        foreach (var entry in entries)
        {
            if (TryParse(entry, out var key, out var range) && range is { } block)
                ranges.Add(block);
            else
                keys.Add(key);
        }
        return keys.Count + ranges.Count == 0 ? null : new KeyMatcher(keys.ToFrozenSet(), [.. ranges]);
    }

    /// <summary>An entry is <c>ip:</c> and a block of addresses, or a key.</summary>
    public static bool TryParse(string? entry, out RateLimitKey key, out AddressRange? range)
    {
        (key, range) = (default, null);
        if (entry?.StartsWith("ip:", StringComparison.Ordinal) != true)
            return RateLimitKey.TryParse(entry, out key);
        if (!AddressRange.TryParse(entry[3..], out var block))
            return false;
        range = block;
        return true;
    }

    public bool Matches(in RateLimitKey key)
    {
        if (key.HasAddress)
        {
            foreach (var range in _ranges)
            {
                if (range.Contains(key.Address, key.AddressPrefix))
                    return true;
            }
        }
        if (_keys.Count == 0)
            return false;
        for (var i = 0; i < RateLimitKey.Parts; i++)
        {
            var part = key.Part(i);
            if (!part.IsEmpty && _keys.Contains(part))
                return true;
        }
        return false;
    }
}
