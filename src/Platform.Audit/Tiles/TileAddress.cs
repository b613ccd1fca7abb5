using System.Globalization;

namespace Platform.Audit.Tiles;

/// <summary>Names a tile of hashes or a bundle of entries, and is its path (C2SP tlog-tiles, "Merkle Tree" and "Log entries").</summary>
public readonly record struct TileAddress
{
    /// <summary>Hashes in a full tile, and entries in a full bundle: 256.</summary>
    public const int FullWidth = 256;

    /// <summary>Heights of the tree that one level of tiles spans: 8.</summary>
    public const int Height = 8;

    private const int MaxLevel = 63;
    private const int EntriesLevel = -1;
    private const int GroupLength = 3;
    private const string Root = "tile/";
    private const string EntriesFolder = "entries/";
    private const string PartialFolder = ".p/";

    private TileAddress(int level, long index, int width) => (LevelOrEntries, Index, Width) = (level, index, width);

    /// <summary>Whether this is a bundle of entries.</summary>
    public bool IsEntries => LevelOrEntries == EntriesLevel;

    /// <summary>The level of a tile of hashes, from 0; 0 too for entries.</summary>
    public int Level => Math.Max(0, LevelOrEntries);

    /// <summary>The index within the level, from 0.</summary>
    public long Index { get; }

    /// <summary>How many hashes or entries there are: 256, or fewer at the right edge of the tree.</summary>
    public int Width { get; }

    /// <summary>Whether it is at the right edge and not full.</summary>
    public bool IsPartial => Width < FullWidth;

    /// <summary>The same place, full.</summary>
    public TileAddress Full => new(LevelOrEntries, Index, FullWidth);

    private int LevelOrEntries { get; }

    /// <summary>Names a tile of hashes.</summary>
    /// <param name="level">The level, 0 to 63.</param>
    /// <param name="index">The index within the level.</param>
    /// <param name="width">The number of hashes, 1 to 256.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static TileAddress Hashes(int level, long index, int width = FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
        return Checked(level, index, width);
    }

    /// <summary>Names a bundle of entries.</summary>
    /// <param name="index">The index of the bundle.</param>
    /// <param name="width">The number of entries, 1 to 256.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static TileAddress Entries(long index, int width = FullWidth) => Checked(EntriesLevel, index, width);

    /// <summary>Reads a path. Only the one spelling that <see cref="ToString"/> gives is accepted.</summary>
    /// <param name="path">For example <c>tile/0/x001/x234/067.p/8</c> or <c>tile/entries/000</c>.</param>
    /// <param name="address">The address.</param>
    /// <returns>Whether it was one.</returns>
    public static bool TryParse(ReadOnlySpan<char> path, out TileAddress address)
    {
        address = default;
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            return false;
        var rest = path[Root.Length..];
        var level = EntriesLevel;
        if (rest.StartsWith(EntriesFolder, StringComparison.Ordinal))
        {
            rest = rest[EntriesFolder.Length..];
        }
        else
        {
            var length = rest.IndexOf('/');
            if (length is < 1 or > 2 || !int.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out level) || level > MaxLevel)
                return false;
            rest = rest[(length + 1)..];
        }

        var width = FullWidth;
        var partial = rest.IndexOf(PartialFolder, StringComparison.Ordinal);
        if (partial >= 0)
        {
            var text = rest[(partial + PartialFolder.Length)..];
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < 1 or >= FullWidth)
                return false;
            rest = rest[..partial];
        }
        if (!TryParseIndex(rest, out var index))
            return false;
        address = new TileAddress(level, index, width);
        return path.SequenceEqual(address.ToString()); // leading zeroes and needless groups are other spellings of the same
    }

    /// <summary>The path, below the prefix of the log.</summary>
    /// <returns>For example <c>tile/0/x001/x234/067.p/8</c>.</returns>
    public override string ToString()
    {
        var index = "";
        for (var rest = Index; rest > 0 || index.Length == 0; rest /= 1000)
            index = string.Create(CultureInfo.InvariantCulture, $"{(index.Length > 0 ? "x" : "")}{rest % 1000:000}{(index.Length > 0 ? "/" : "")}{index}");
        var level = IsEntries ? EntriesFolder : string.Create(CultureInfo.InvariantCulture, $"{LevelOrEntries}/");
        return IsPartial ? string.Create(CultureInfo.InvariantCulture, $"{Root}{level}{index}{PartialFolder}{Width}") : $"{Root}{level}{index}";
    }

    /// <summary>The index of the leaf after the last that a full tile at this place spans; the largest number where that is beyond it.</summary>
    internal long EndIndex
    {
        get
        {
            var bits = Height * (Level + 1);
            return bits >= 63 || Index >= long.MaxValue >> bits ? long.MaxValue : (Index + 1) << bits;
        }
    }

    private static TileAddress Checked(int level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        return new TileAddress(level, index, width);
    }

    private static bool TryParseIndex(ReadOnlySpan<char> text, out long index)
    {
        index = 0;
        while (true)
        {
            var isLast = text.Length == GroupLength;
            var group = isLast ? text : text.Length > GroupLength + 1 && text[0] == 'x' && text[GroupLength + 1] == '/' ? text.Slice(1, GroupLength) : default;
            if (!int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || index > (long.MaxValue - number) / 1000)
                return false;
            index = index * 1000 + number;
            if (isLast)
                return true;
            text = text[(GroupLength + 2)..];
        }
    }
}
