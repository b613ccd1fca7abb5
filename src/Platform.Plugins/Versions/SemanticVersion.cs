using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Platform.Shared;

namespace Platform.Plugins.Versions;

/// <summary>A version by Semantic Versioning 2.0.0, as <c>2.1.0-beta.3+build.5</c>.</summary>
/// <remarks>
/// Immutable, and safe for use by several threads. Two versions are equal when neither precedes the other (item 11), so what tells builds apart does not
/// count. Read strictly: three numbers of at most 9,007,199,254,740,991, no <c>v</c> before them, no space, no more than 256 characters.
/// </remarks>
public sealed class SemanticVersion : IEquatable<SemanticVersion>, IComparable<SemanticVersion>, IComparable, ISpanParsable<SemanticVersion>
{
    /// <summary>The most characters that a version may have: 256, as for npm.</summary>
    public const int MaxLength = 256;

    /// <summary>Numbers up to here, which are nearly all, are compared as one.</summary>
    private const long LargestPacked = (1 << 21) - 2;

    private SemanticVersion(long major, long minor, long patch, string prerelease, string build)
    {
        (Major, Minor, Patch, Prerelease, Build) = (major, minor, patch, prerelease, build);
        IsPackable = major <= LargestPacked && minor <= LargestPacked && patch <= LargestPacked;
        Packed = IsPackable && prerelease.Length == 0 ? PackedRelease : 0;
    }

    /// <summary>
    /// The three numbers of a release as one, of the same order; 0 for a pre-release, and where a number is too large. Always odd: the even number before it
    /// is the place of its pre-releases.
    /// </summary>
    internal ulong Packed { get; }

    /// <summary>Whether the numbers are small enough.</summary>
    internal bool IsPackable { get; }

    /// <summary>The release of the same numbers, where they are small enough.</summary>
    internal ulong PackedRelease => ((ulong)Major << 43) | ((ulong)Minor << 22) | ((ulong)Patch << 1) | 1;

    /// <summary>The first number: raised by what breaks.</summary>
    public long Major { get; }

    /// <summary>The second number: raised by what is added.</summary>
    public long Minor { get; }

    /// <summary>The third number: raised by what is mended.</summary>
    public long Patch { get; }

    /// <summary>The identifiers behind the hyphen, as <c>beta.3</c>; empty for a release.</summary>
    public string Prerelease { get; }

    /// <summary>The identifiers behind the plus sign, as <c>build.5</c>; empty where there are none.</summary>
    public string Build { get; }

    /// <summary>Whether the version precedes a release of the same numbers.</summary>
    public bool IsPrerelease => Prerelease.Length > 0;

    /// <summary>Reads a version.</summary>
    /// <param name="text">The version.</param>
    /// <returns>The version.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is none; the message says where and why.</exception>
    public static SemanticVersion Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var version, out var fault) ? version : throw new FormatException(fault);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static SemanticVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.AsSpan());
    }

    /// <summary>Reads a version.</summary>
    /// <param name="text">The version.</param>
    /// <param name="version">The version, if it is one.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SemanticVersion? version) => TryParse(text, out version, out _);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out SemanticVersion?)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        return text is not null && TryParse(text.AsSpan(), out version);
    }

    static SemanticVersion ISpanParsable<SemanticVersion>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<SemanticVersion>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out SemanticVersion result) =>
        TryParse(s, out result);

    static SemanticVersion IParsable<SemanticVersion>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<SemanticVersion>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out SemanticVersion result) =>
        TryParse(s, out result);

    internal static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SemanticVersion? version, [NotNullWhen(false)] out string? fault)
    {
        version = null;
        var scanner = new VersionScanner(text);
        if (text.Length > MaxLength)
            scanner.Fail($"a version has at most {MaxLength} characters");
        else if (scanner.TryNumber(out var major) && TryPart(ref scanner, out var minor) && TryPart(ref scanner, out var patch)
            && scanner.TrySuffix(out var prerelease, out var build))
        {
            if (scanner.AtEnd)
                version = new SemanticVersion(major, minor, patch, prerelease.ToString(), build.ToString());
            else
                scanner.Fail("nothing may follow");
        }
        fault = version is null ? VersionFaults.Describe(text, "version", "1.2.0", scanner.Position, scanner.Fault) : null;
        return version is not null;
    }

    internal static SemanticVersion Of(long major, long minor, long patch, string prerelease = "") => new(major, minor, patch, prerelease, "");

    /// <summary>Orders by precedence (item 11): numbers first, a pre-release before its release, identifiers of a pre-release one by one.</summary>
    /// <param name="other">The other version; none precedes all.</param>
    /// <returns>Less than zero when this precedes the other, zero when neither does, more than zero when the other precedes this.</returns>
    [HotPath]
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        if (Major != other.Major)
            return Major < other.Major ? -1 : 1;
        if (Minor != other.Minor)
            return Minor < other.Minor ? -1 : 1;
        if (Patch != other.Patch)
            return Patch < other.Patch ? -1 : 1;
        return (Prerelease.Length, other.Prerelease.Length) switch
        {
            (0, 0) => 0,
            (0, _) => 1,
            (_, 0) => -1,
            _ => ComparePrereleases(Prerelease, other.Prerelease),
        };
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        SemanticVersion other => CompareTo(other),
        _ => throw new ArgumentException($"A {nameof(SemanticVersion)} compares only with its like.", nameof(obj)),
    };

    /// <summary>Whether both have the same three numbers.</summary>
    internal bool HasNumbersOf(SemanticVersion other) => Major == other.Major && Minor == other.Minor && Patch == other.Patch;

    /// <inheritdoc />
    public bool Equals([NotNullWhen(true)] SemanticVersion? other) => other is not null && HasNumbersOf(other) && Prerelease == other.Prerelease;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SemanticVersion other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, Prerelease.GetHashCode(StringComparison.Ordinal));

    /// <summary>Writes the version as it was read.</summary>
    /// <returns>The version.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(IsPrerelease ? "-" : "")}{Prerelease}{(Build.Length > 0 ? "+" : "")}{Build}");

    /// <summary>Whether both are equal.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(SemanticVersion? left, SemanticVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(SemanticVersion? left, SemanticVersion? right) => !(left == right);

    /// <summary>Whether the left precedes the right.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(SemanticVersion? left, SemanticVersion? right) => left is null ? right is not null : left.CompareTo(right) < 0;

    /// <summary>Whether the left precedes the right, or neither the other.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(SemanticVersion? left, SemanticVersion? right) => !(right < left);

    /// <summary>Whether the right precedes the left.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(SemanticVersion? left, SemanticVersion? right) => right < left;

    /// <summary>Whether the right precedes the left, or neither the other.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(SemanticVersion? left, SemanticVersion? right) => !(left < right);

    private static bool TryPart(ref VersionScanner scanner, out long number)
    {
        number = 0;
        return scanner.Skip('.') ? scanner.TryNumber(out number) : scanner.Fail("three numbers are needed, with full stops between them");
    }

    /// <summary>Numbers before words; numbers by size, words by their letters' codes; who has more identifiers last (items 11.4.1 to 11.4.4).</summary>
    private static int ComparePrereleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (true)
        {
            var one = NextIdentifier(ref left);
            var other = NextIdentifier(ref right);
            if (one.IsEmpty || other.IsEmpty)
                return one.Length.CompareTo(other.Length);
            var order = (IsNumber(one), IsNumber(other)) switch
            {
                // Numbers have no leading zeros, so the longer one is larger.
                (true, true) when one.Length != other.Length => one.Length < other.Length ? -1 : 1,
                (true, false) => -1,
                (false, true) => 1,
                _ => one.SequenceCompareTo(other),
            };
            if (order != 0)
                return order;
        }
    }

    private static ReadOnlySpan<char> NextIdentifier(ref ReadOnlySpan<char> identifiers)
    {
        var end = identifiers.IndexOf('.');
        var identifier = end < 0 ? identifiers : identifiers[..end];
        identifiers = end < 0 ? default : identifiers[(end + 1)..];
        return identifier;
    }

    private static bool IsNumber(ReadOnlySpan<char> identifier) => !identifier.ContainsAnyExceptInRange('0', '9');
}
