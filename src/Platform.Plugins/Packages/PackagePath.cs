using System.Buffers;

namespace Platform.Plugins.Packages;

/// <summary>Which names a file of a package may have: those that mean the same place on every system, below the root of the package.</summary>
internal static class PackagePath
{
    public const int MaxLength = 240;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@~");

    /// <summary>Windows opens a device by these names, whatever stands behind a full stop.</summary>
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    public static bool IsValid(ReadOnlySpan<char> path)
    {
        if (path.Length is 0 or > MaxLength)
            return false;
        foreach (var range in path.Split('/'))
        {
            if (!IsValidSegment(path[range]))
                return false;
        }
        return true;
    }

    /// <summary>
    /// No empty one, so neither an absolute path nor a folder; none that begins or ends with a full stop, so neither this folder nor the one above.
    /// </summary>
    private static bool IsValidSegment(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty || segment[0] == '.' || segment[^1] == '.' || segment.ContainsAnyExcept(Letters))
            return false;
        var stem = segment.IndexOf('.') is var stop and >= 0 ? segment[..stop] : segment;
        foreach (var device in Devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return !(stem.Length == 4 && char.IsAsciiDigit(stem[3])
            && (stem[..3].Equals("COM", StringComparison.OrdinalIgnoreCase) || stem[..3].Equals("LPT", StringComparison.OrdinalIgnoreCase)));
    }
}
