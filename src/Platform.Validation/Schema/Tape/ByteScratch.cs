namespace Platform.Validation.Schema.Tape;

/// <summary>Memory for strings that have to be decoded before they can be compared. Each call ends the life of what the same call gave before.</summary>
internal sealed class ByteScratch
{
    private const int MostBytesKept = 1 << 16;

    private byte[] _first = new byte[256];
    private byte[] _second = [];
    private char[] _characters = [];

    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped) => Unescape(escaped, ref _first);

    /// <summary>For the other side of a comparison.</summary>
    public ReadOnlySpan<byte> UnescapeSecond(ReadOnlySpan<byte> escaped) => Unescape(escaped, ref _second);

    /// <summary>The UTF-16 form of valid UTF-8.</summary>
    public ReadOnlySpan<char> Characters(ReadOnlySpan<byte> utf8)
    {
        if (_characters.Length < utf8.Length)
            _characters = new char[Math.Max(256, utf8.Length)];
        return _characters.AsSpan(0, System.Text.Encoding.UTF8.GetChars(utf8, _characters));
    }

    /// <summary>Lets go of memory that a rare large string needed.</summary>
    public void Release()
    {
        if (_first.Length > MostBytesKept)
            _first = new byte[256];
        if (_second.Length > MostBytesKept)
            _second = [];
        if (_characters.Length > MostBytesKept)
            _characters = [];
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped, ref byte[] target)
    {
        if (target.Length < escaped.Length)
            target = new byte[Math.Max(256, escaped.Length)];
        return target.AsSpan(0, JsonText.Unescape(escaped, target));
    }
}
