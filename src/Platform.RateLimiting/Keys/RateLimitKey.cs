using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Platform.RateLimiting.Keys;
using Platform.Shared;

namespace Platform.RateLimiting;

/// <summary>Whom a limit is counted for: a name of some kind, an address, or up to two names and an address together.</summary>
/// <remarks>
/// A value that refers to its texts and copies nothing. It is hashed with a key that each process draws at start, to 64 bits:
/// with a million keys that owe something, a new key meets one of them in fewer than one of 10^13 cases, and then both only
/// share a bucket.
/// </remarks>
public readonly struct RateLimitKey : IEquatable<RateLimitKey>
{
    /// <summary>The prefix length by which <see cref="ClientAddress"/> puts IPv6 addresses together unless told otherwise: 64, what one customer gets at least.</summary>
    public const int DefaultIPv6PrefixLength = 64;

    private readonly string? _first;
    private readonly string? _second;
    private readonly UInt128 _address;
    // What the key is made of, in one word, so that a key is made and hashed with few stores and loads: the kind of the first name
    // and two marks, for a second name and an address, in the seventh byte; the second name's kind and the address's prefix in the lowest two.
    private readonly ulong _shape;

    private const int FirstKindShift = 48;
    private const ulong SecondMark = 1UL << 54;
    private const ulong AddressMark = 1UL << 55;
    private const ulong FirstKindMask = 0x3F;
    private const ulong SeventhByte = 0xFFUL << 48;

    private RateLimitKey(RateLimitKeyKind firstKind, string? first, RateLimitKeyKind secondKind, string? second, bool hasAddress, UInt128 address, byte addressPrefix)
    {
        (_first, _second, _address) = (first, second, address);
        _shape = (ulong)firstKind << FirstKindShift | (second is null ? 0 : SecondMark) | (hasAddress ? AddressMark : 0) | (ulong)secondKind | (ulong)addressPrefix << 8;
    }

    /// <summary>Whether this is no key at all: <see langword="default"/>.</summary>
    public bool IsEmpty => _shape == 0;

    /// <summary>A key of any text.</summary>
    /// <param name="text">The text; case counts.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is <see langword="null"/> or empty.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RateLimitKey Text(string text) => Named(RateLimitKeyKind.Text, text);

    /// <summary>A key for an API key.</summary>
    /// <param name="apiKey">The API key. Take it from a request only after it was verified: whoever invents keys would get a fresh limit with each.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="apiKey"/> is <see langword="null"/> or empty.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RateLimitKey ApiKey(string apiKey) => Named(RateLimitKeyKind.ApiKey, apiKey);

    /// <summary>A key for an authenticated user or client.</summary>
    /// <param name="subject">Its identifier.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RateLimitKey Subject(string subject) => Named(RateLimitKeyKind.Subject, subject);

    /// <summary>A key for a tenant.</summary>
    /// <param name="tenant">Its identifier.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="tenant"/> is <see langword="null"/> or empty.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RateLimitKey Tenant(string tenant) => Named(RateLimitKeyKind.Tenant, tenant);

    /// <summary>
    /// A key for a client's address. IPv4 counts whole; an IPv4 address written as IPv6 (<c>::ffff:0:0/96</c>) is that IPv4
    /// address; IPv6 counts by its network, because a customer who has one address of a network has all of them.
    /// </summary>
    /// <param name="address">The address of the connection, or what <c>ForwardedHeaders</c> made of it; never a header of your own reading.</param>
    /// <param name="ipv6PrefixLength">The length of the IPv6 network, 1 to 128.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ipv6PrefixLength"/> is not in 1 to 128.</exception>
    [HotPath]
    public static RateLimitKey ClientAddress(IPAddress address, int ipv6PrefixLength = DefaultIPv6PrefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfLessThan(ipv6PrefixLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ipv6PrefixLength, 128);
        var bits = AddressBits.Of(address);
        return AddressBits.IsIPv4(bits)
            ? new RateLimitKey(RateLimitKeyKind.None, null, RateLimitKeyKind.None, null, true, bits, 128)
            : new RateLimitKey(RateLimitKeyKind.None, null, RateLimitKeyKind.None, null, true, AddressBits.Mask(bits, ipv6PrefixLength), (byte)ipv6PrefixLength);
    }

    /// <summary>This key and another together: a limit for each combination.</summary>
    /// <param name="other">The other.</param>
    /// <returns>The key of both. The order of two names counts.</returns>
    /// <exception cref="ArgumentException">One of them is empty, or together they have more than two names or more than one address.</exception>
    public RateLimitKey And(RateLimitKey other)
    {
        if (IsEmpty || other.IsEmpty)
            throw new ArgumentException("An empty key cannot be part of another.", nameof(other));
        if ((HasAddress && other.HasAddress) || (_first is not null && other._first is not null && (_second ?? other._second) is not null))
            throw new ArgumentException("A key holds at most two names and one address.", nameof(other));
        var address = HasAddress ? this : other;
        var (firstKind, first) = _first is null ? (other.FirstKind, other._first) : (FirstKind, _first);
        var (secondKind, second) = _first is null ? (other.SecondKind, other._second) : _second is not null ? (SecondKind, _second) : (other.FirstKind, other._first);
        return new RateLimitKey(firstKind, first, secondKind, second, address.HasAddress, address._address, address.AddressPrefix);
    }

    /// <summary>Reads a key of one part as <see cref="ToString"/> writes it: <c>subject:alice</c>, <c>tenant:acme</c>, <c>api-key:…</c>, <c>ip:203.0.113.7</c>, <c>ip:2001:db8::</c> (its /64), <c>text:…</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RateLimitKey key)
    {
        key = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || colon + 1 == text!.Length)
            return false;
        var value = text[(colon + 1)..];
        switch (text[..colon])
        {
            case "text":
                key = Text(value);
                return true;
            case "api-key":
                key = ApiKey(value);
                return true;
            case "subject":
                key = Subject(value);
                return true;
            case "tenant":
                key = Tenant(value);
                return true;
            case "ip":
                var slash = value.IndexOf('/', StringComparison.Ordinal);
                var prefix = DefaultIPv6PrefixLength;
                if (slash >= 0 && !(int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix is >= 1 and <= 128))
                    return false;
                if (!IPAddress.TryParse(slash < 0 ? value : value[..slash], out var address) || (slash >= 0 && AddressBits.IsIPv4(AddressBits.Of(address))))
                    return false;
                key = ClientAddress(address, prefix);
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc />
    public bool Equals(RateLimitKey other) =>
        _shape == other._shape && _address == other._address && string.Equals(_first, other._first, StringComparison.Ordinal) && string.Equals(_second, other._second, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is RateLimitKey other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_shape, _first, _second, _address);

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(RateLimitKey left, RateLimitKey right) => left.Equals(right);

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(RateLimitKey left, RateLimitKey right) => !left.Equals(right);

    /// <summary>The key for people: <c>tenant:acme+subject:alice</c>, <c>ip:2001:db8::/64</c>. Of an API key only a fingerprint is shown, the first 32 bits of its SHA-256: <c>api-key:#1b4f0e98</c>.</summary>
    /// <returns>The text; empty for an empty key.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, FirstKind, _first);
        Append(text, SecondKind, _second);
        if (HasAddress)
        {
            text.Append(text.Length > 0 ? "+ip:" : "ip:").Append(AddressBits.ToAddress(_address));
            if (!AddressBits.IsIPv4(_address))
                text.Append('/').Append(AddressPrefix);
        }
        return text.ToString();
    }

    /// <summary>The parts of the key, each as a key of its own.</summary>
    internal RateLimitKey Part(int index) => index switch
    {
        0 when _first is not null => new RateLimitKey(FirstKind, _first, RateLimitKeyKind.None, null, false, default, 0),
        1 when _second is not null => new RateLimitKey(SecondKind, _second, RateLimitKeyKind.None, null, false, default, 0),
        2 when HasAddress => new RateLimitKey(RateLimitKeyKind.None, null, RateLimitKeyKind.None, null, true, _address, AddressPrefix),
        _ => default,
    };

    /// <summary>How many parts <see cref="Part"/> knows; some may be empty.</summary>
    internal const int Parts = 3;

    internal (RateLimitKeyKind Kind, string? Name) First => (FirstKind, _first);

    internal (RateLimitKeyKind Kind, string? Name) Second => (SecondKind, _second);

    internal bool HasAddress => (_shape & AddressMark) != 0;

    internal UInt128 Address => _address;

    internal byte AddressPrefix => (byte)(_shape >> 8);

    private RateLimitKeyKind FirstKind => (RateLimitKeyKind)(_shape >> FirstKindShift & FirstKindMask);

    private RateLimitKeyKind SecondKind => (RateLimitKeyKind)(byte)_shape;

    /// <summary>
    /// The key's hash. No two different keys give the same words: the last one, which every key has, holds what the key is made of
    /// and the length of its first name; a second name brings its own length along.
    /// </summary>
    [HotPath]
    internal ulong Hash(UInt128 secret)
    {
        var hash = new SipHash13(secret);
        if (_first is null)
        {
            // An address alone, as most keys of strangers are: it and one word that no key with a name ends with.
            hash.Add((ulong)_address);
            hash.Add((ulong)(_address >> 64));
            return hash.Finish(_shape);
        }
        var length = _first.Length;
        ulong rest = 0;
        ref var letters = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(_first.AsSpan()));
        for (; length >= LettersPerWord; length -= LettersPerWord)
        {
            hash.Add(Unsafe.ReadUnaligned<ulong>(ref letters));
            letters = ref Unsafe.Add(ref letters, sizeof(ulong));
        }
        for (var i = length - 1; i >= 0; i--)
            rest = rest << 16 | Unsafe.ReadUnaligned<char>(ref Unsafe.Add(ref letters, i * sizeof(char)));
        // By value: a struct whose address is taken is kept in memory, and every round would wait for it.
        if ((_shape & (SecondMark | AddressMark)) != 0)
            return AddSecondAndAddress(hash).Finish(Last(rest, _first.Length));
        return hash.Finish(Last(rest, _first.Length));
    }

    private const int LettersPerWord = sizeof(ulong) / sizeof(char);

    /// <summary>At most three letters are left over: 48 bits. The kind and two marks fill the seventh byte; the length is told modulo 256, as SipHash does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Last(ulong rest, int length) =>
        rest | (_shape & SeventhByte) | (ulong)(byte)length << 56;

    private SipHash13 AddSecondAndAddress(SipHash13 hash)
    {
        hash.Add(_shape & 0xFFFF | (ulong)(uint)(_second?.Length ?? 0) << 32);
        var letters = MemoryMarshal.AsBytes(_second.AsSpan());
        for (; letters.Length >= sizeof(ulong); letters = letters[sizeof(ulong)..])
            hash.Add(MemoryMarshal.Read<ulong>(letters));
        ulong rest = 0;
        for (var i = letters.Length - 1; i >= 0; i--)
            rest = rest << 8 | letters[i];
        hash.Add(rest);
        hash.Add((ulong)_address);
        hash.Add((ulong)(_address >> 64));
        return hash;
    }

    private static void Append(StringBuilder text, RateLimitKeyKind kind, string? value)
    {
        if (value is null)
            return;
        if (text.Length > 0)
            text.Append('+');
        text.Append(kind switch
        {
            RateLimitKeyKind.ApiKey => "api-key:",
            RateLimitKeyKind.Subject => "subject:",
            RateLimitKeyKind.Tenant => "tenant:",
            _ => "text:",
        });
        if (kind == RateLimitKeyKind.ApiKey)
            text.Append('#').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 4)));
        else
            text.Append(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RateLimitKey Named(RateLimitKeyKind kind, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new RateLimitKey(kind, text, RateLimitKeyKind.None, null, false, default, 0);
    }
}
