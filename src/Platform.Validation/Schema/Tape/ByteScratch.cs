using System.Buffers;
using System.Text;

namespace Platform.Validation.Schema.Tape;

/// <summary>Memory for strings that have to be decoded before they can be compared. Each call ends the life of what the same call gave before.</summary>
internal sealed class ByteScratch
{
    /// <summary>What is larger is borrowed, and handed back after each use.</summary>
    private const int MostKept = 1 << 12;

    private readonly byte[] _keptFirst = new byte[MostKept];
    private readonly byte[] _keptSecond = new byte[MostKept];
    private readonly char[] _keptCharacters = new char[MostKept];
    private byte[]? _first;
    private byte[]? _second;
    private char[]? _characters;

    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped)
    {
        var target = Room(_keptFirst, ref _first, escaped.Length);
        return target.AsSpan(0, JsonText.Unescape(escaped, target));
    }

    /// <summary>For the other side of a comparison.</summary>
    public ReadOnlySpan<byte> UnescapeSecond(ReadOnlySpan<byte> escaped)
    {
        var target = Room(_keptSecond, ref _second, escaped.Length);
        return target.AsSpan(0, JsonText.Unescape(escaped, target));
    }

    /// <summary>The UTF-16 form of valid UTF-8.</summary>
    public ReadOnlySpan<char> Characters(ReadOnlySpan<byte> utf8)
    {
        var target = Room(_keptCharacters, ref _characters, utf8.Length);
        return target.AsSpan(0, Encoding.UTF8.GetChars(utf8, target));
    }

    /// <summary>Hands back what large strings needed.</summary>
    public void Release()
    {
        Return(ref _first);
        Return(ref _second);
        Return(ref _characters);
    }

    private static T[] Room<T>(T[] kept, ref T[]? borrowed, int length)
    {
        if (length <= kept.Length)
            return kept;
        if (borrowed is null || borrowed.Length < length)
        {
            Return(ref borrowed);
            borrowed = ArrayPool<T>.Shared.Rent(length);
        }
        return borrowed;
    }

    private static void Return<T>(ref T[]? borrowed)
    {
        if (borrowed is null)
            return;
        ArrayPool<T>.Shared.Return(borrowed);
        borrowed = null;
    }
}
