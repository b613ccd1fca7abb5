using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace Platform.Webhooks.Destinations;

/// <summary>Says which URLs and which addresses may be called. It decides on what it is given and asks nobody.</summary>
/// <remarks>
/// A URL that passes may still have a name that leads somewhere private, today or tomorrow: what is dialled is judged again, by its address (<see
/// cref="Dialing.DialGuard"/>).
/// Safe for use by several threads at once.
/// </remarks>
public sealed class DestinationPolicy
{
    private const string Https = "https";
    private const string Http = "http";
    private const string AfterScheme = "://";

    private readonly FrozenSet<string> _hosts;
    private readonly string[] _suffixes;
    private readonly IPNetwork[] _networks;
    private readonly FrozenSet<int> _ports;
    private readonly bool _allowHttp;
    private readonly int _maxUrlLength;

    /// <summary>Makes a policy of options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">A network of <see cref="PlatformWebhooksOptions.AllowedNetworks"/> is none.</exception>
    public DestinationPolicy(PlatformWebhooksOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _hosts = options.AllowedHosts.Where(static host => !host.StartsWith('.')).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _suffixes = [.. options.AllowedHosts.Where(static host => host.StartsWith('.'))];
        _networks = [.. options.AllowedNetworks.Select(static network => IPNetwork.Parse(network))];
        _ports = options.AdditionalPorts.ToFrozenSet();
        _allowHttp = options.AllowHttp;
        _maxUrlLength = options.MaxUrlLength;
    }

    /// <summary>The policy of the default options: https to port 443 of public hosts.</summary>
    public static DestinationPolicy Default { get; } = new(new PlatformWebhooksOptions());

    /// <summary>Judges a URL that somebody wants to have called.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="uri">The URL as it may be kept and called; <see langword="null"/> where it is refused.</param>
    /// <returns>What is wrong, or <see cref="DestinationFault.None"/>.</returns>
    public DestinationFault Check(string? url, out Uri? uri)
    {
        uri = null;
        if (string.IsNullOrEmpty(url) || url.Length > _maxUrlLength)
            return DestinationFault.InvalidLength;
        if (url.AsSpan().ContainsAnyExceptInRange('!', '~') || url.Contains('\\', StringComparison.Ordinal))
            return DestinationFault.InvalidCharacter;
        var schemeLength = url.IndexOf(AfterScheme, StringComparison.Ordinal);
        if (schemeLength < 1)
            return DestinationFault.NotAbsolute;
        if (DefaultPort(url.AsSpan(0, schemeLength)) is not { } defaultPort)
            return DestinationFault.SchemeNotAllowed;
        if (url.Contains('#', StringComparison.Ordinal))
            return DestinationFault.Fragment;

        var rest = url.AsSpan(schemeLength + AfterScheme.Length);
        var authority = rest.IndexOfAny('/', '?') is var end and >= 0 ? rest[..end] : rest;
        if (authority.Contains('@'))
            return DestinationFault.UserInfo;
        if (!TrySplit(authority, defaultPort, out var host, out var port))
            return DestinationFault.InvalidHost;
        var fault = Check(host, port, defaultPort, out var name, out var address);
        if (fault != DestinationFault.None)
            return fault;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || !Agrees(parsed, name, address, port))
            return DestinationFault.InvalidHost;
        uri = parsed;
        return DestinationFault.None;
    }

    /// <summary>Whether an address may be dialled: it is public, or in a network that is allowed.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Whether it may.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is <see langword="null"/>.</exception>
    public bool Allows(IPAddress address)
    {
        if (AddressClassifier.Classify(address) == AddressClass.Public)
            return true;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    /// <summary>Judges the name of a host that is about to be looked up.</summary>
    internal DestinationFault CheckName(string name)
    {
        var plain = name is [.., '.'] ? name[..^1] : name;
        return IsAllowedName(plain) || !SpecialNames.IsLocal(plain) ? DestinationFault.None : DestinationFault.LocalName;
    }

    private int? DefaultPort(ReadOnlySpan<char> scheme) =>
        scheme.Equals(Https, StringComparison.OrdinalIgnoreCase) ? 443
        : _allowHttp && scheme.Equals(Http, StringComparison.OrdinalIgnoreCase) ? 80
        : null;

    private static bool TrySplit(ReadOnlySpan<char> authority, int defaultPort, out ReadOnlySpan<char> host, out int port)
    {
        port = defaultPort;
        var colon = authority.LastIndexOf(':');
        var hasPort = colon >= 0 && colon > authority.LastIndexOf(']');
        host = hasPort ? authority[..colon] : authority;
        return !hasPort || (authority[(colon + 1)..] is { Length: > 0 and <= 5 } digits && digits[0] != '0'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort);
    }

    private DestinationFault Check(ReadOnlySpan<char> host, int port, int defaultPort, out string? name, out IPAddress? address)
    {
        var fault = HostText.Parse(host, out name, out address);
        if (fault != DestinationFault.None)
            return fault;
        if (address is not null && !Allows(address))
            return DestinationFault.AddressNotPublic;
        if (name is not null && CheckName(name) is var local and not DestinationFault.None)
            return local;
        return port == defaultPort || _ports.Contains(port) ? DestinationFault.None : DestinationFault.PortNotAllowed;
    }

    private bool IsAllowedName(string name) =>
        _hosts.Contains(name) || Array.Exists(_suffixes, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The client reads the URL again, with another parser. Where that one sees another host or port, it would call what was not judged.</summary>
    private static bool Agrees(Uri uri, string? name, IPAddress? address, int port) =>
        uri.Port == port && uri.UserInfo.Length == 0
        && (address is not null
            ? IPAddress.TryParse(uri.DnsSafeHost, out var seen) && seen.Equals(address)
            : string.Equals(uri.IdnHost.TrimEnd('.'), name, StringComparison.OrdinalIgnoreCase));
}
