using System.Diagnostics.CodeAnalysis;
using Platform.Shared;

namespace Platform.Plugins.Versions;

/// <summary>Which versions will do, in the grammar of npm: <c>^1.2</c>, <c>~2.1.3</c>, <c>&gt;=1.4 &lt;3</c>, <c>1.x || 2.x</c>, <c>1.2 - 1.9</c>.</summary>
/// <remarks>
/// <para>Immutable, and safe for use by several threads. Of at most 1,024 characters and 64 comparators.</para>
/// <para>
/// A pre-release is contained only where a comparator names a pre-release of the same three numbers, unless the range was read with
/// <c>includePrerelease</c>: who
/// asks for <c>^1.2</c> does not mean <c>1.3.0-beta</c>.
/// </para>
/// <para>Stricter than npm in two things: a number may not follow a wildcard (<c>1.x.3</c>), and only <c>v</c> may stand before a version.</para>
/// </remarks>
public sealed class VersionRange : ISpanParsable<VersionRange>
{
    /// <summary>The most characters that a range may have: 1,024.</summary>
    public const int MaxLength = 1024;

    private readonly VersionInterval[] _alternatives;
    private readonly string _text;

    private readonly bool _isPacked;
    private readonly ulong _firstPacked;
    private readonly ulong _packedSpan;

    internal VersionRange(VersionInterval[] alternatives, string text, bool includesPrerelease)
    {
        (_alternatives, _text, IncludesPrerelease) = (alternatives, text, includesPrerelease);
        _isPacked = alternatives is [var only] && only.TryPack(out _firstPacked, out _packedSpan);
    }

    /// <summary>Whether pre-releases are contained as releases are.</summary>
    public bool IncludesPrerelease { get; }

    /// <summary>Reads a range.</summary>
    /// <param name="text">The range. Nothing means any release, as <c>*</c> does.</param>
    /// <param name="includePrerelease">Whether pre-releases are contained as releases are.</param>
    /// <returns>The range.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is none; the message says where and why.</exception>
    public static VersionRange Parse(ReadOnlySpan<char> text, bool includePrerelease = false) =>
        TryParse(text, includePrerelease, out var range, out var fault) ? range : throw new FormatException(fault);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, bool)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static VersionRange Parse(string text, bool includePrerelease = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.AsSpan(), includePrerelease);
    }

    /// <summary>Reads a range.</summary>
    /// <param name="text">The range.</param>
    /// <param name="range">The range, if it is one.</param>
    /// <param name="includePrerelease">Whether pre-releases are contained as releases are.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out VersionRange? range, bool includePrerelease = false) =>
        TryParse(text, includePrerelease, out range, out _);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out VersionRange?, bool)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out VersionRange? range, bool includePrerelease = false)
    {
        range = null;
        return text is not null && TryParse(text.AsSpan(), out range, includePrerelease);
    }

    static VersionRange ISpanParsable<VersionRange>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<VersionRange>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out VersionRange result) =>
        TryParse(s, out result);

    static VersionRange IParsable<VersionRange>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<VersionRange>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out VersionRange result) =>
        TryParse(s, out result);

    internal static bool TryParse(ReadOnlySpan<char> text, bool includePrerelease, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? fault)
    {
        range = null;
        var parser = new VersionRangeParser(text, includePrerelease);
        var alternatives = parser.Parse();
        fault = alternatives is null ? VersionFaults.Describe(text, "range of versions", "^1.2, ~1.2.3, 1.x or >=1.2 <3", parser.Position, parser.Fault) : null;
        if (alternatives is not null)
            range = new VersionRange(alternatives, text.ToString(), includePrerelease);
        return alternatives is not null;
    }

    /// <summary>Whether a version will do.</summary>
    /// <param name="version">The version.</param>
    /// <returns>Whether one of the alternatives contains it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="version"/> is <see langword="null"/>.</exception>
    [HotPath]
    public bool Contains(SemanticVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        // Most ranges are one interval, and most versions releases with small numbers: those are compared without a further object.
        if (_isPacked && version.Packed != 0)
            return version.Packed - _firstPacked <= _packedSpan;
        foreach (var alternative in _alternatives)
        {
            if (alternative.Contains(version, IncludesPrerelease))
                return true;
        }
        return false;
    }

    /// <summary>Writes the range as it was read.</summary>
    /// <returns>The range.</returns>
    public override string ToString() => _text;
}
