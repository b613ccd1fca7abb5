namespace Platform.Validation.DataSets.Keys;

/// <summary>Says of a key that it was surely never added, or that it may have been: so that a new key need not be looked for on disk.</summary>
/// <remarks>
/// B. Bloom, "Space/time trade-offs in hash coding with allowable errors" (1970). 16 MiB and five places for each key: one of a
/// hundred new keys is looked for in vain when 14 million have been added; beyond, more are, and answers stay exact.
/// </remarks>
internal sealed class BloomFilter
{
    private const int Bits = 1 << 27;
    private const int Places = 5;

    private readonly ulong[] _words = new ulong[Bits / 64];

    public void Add(ulong hash)
    {
        for (var place = 0; place < Places; place++)
        {
            var bit = Bit(hash, place);
            _words[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    public bool MayContain(ulong hash)
    {
        for (var place = 0; place < Places; place++)
        {
            var bit = Bit(hash, place);
            if ((_words[bit >> 6] & (1UL << (bit & 63))) == 0)
                return false;
        }
        return true;
    }

    private static int Bit(ulong hash, int place) => (int)(((uint)hash + ((uint)place * (uint)((hash >> 32) | 1))) & (Bits - 1));
}
