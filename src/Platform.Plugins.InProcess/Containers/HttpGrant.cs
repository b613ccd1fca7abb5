using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Plugins.InProcess.Containers;

/// <summary>
/// One capability <c>net.http:…</c>: a scheme, a host and a port, each exactly. What is left out is HTTPS and the port of the scheme.
/// <c>*.</c> before the host means the hosts below it, and not the host itself.
/// </summary>
internal sealed record HttpGrant(string Scheme, string Host, int Port, bool IsOfHostsBelow)
{
    public const string Capability = "net.http:";

    private const string Below = "*.";
    private const string SchemeEnd = "://";

    /// <summary>What would seem to limit something, and would not.</summary>
    private static readonly SearchValues<char> NoHost = SearchValues.Create("/?#@*\\%");

    public static bool TryParse(string text, [NotNullWhen(true)] out HttpGrant? grant)
    {
        grant = null;
        var end = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        var (scheme, authority) = end < 0 ? (Uri.UriSchemeHttps, text) : (text[..end], text[(end + SchemeEnd.Length)..]);
        var isBelow = authority.StartsWith(Below, StringComparison.Ordinal);
        var exact = isBelow ? authority[Below.Length..] : authority;
        if (scheme is not ("https" or "http") || exact.Length == 0 || exact.AsSpan().ContainsAny(NoHost)
            || !Uri.TryCreate(scheme + SchemeEnd + exact, UriKind.Absolute, out var uri)
            || (isBelow && uri.HostNameType != UriHostNameType.Dns))
            return false;
        grant = new HttpGrant(uri.Scheme, uri.IdnHost, uri.Port, isBelow);
        return true;
    }

    public bool Covers(Uri uri) => uri.Scheme == Scheme && Covers(uri.IdnHost, uri.Port);

    public bool Covers(string host, int port) => port == Port && (IsOfHostsBelow
        ? host.Length > Host.Length + 1 && host.EndsWith("." + Host, StringComparison.OrdinalIgnoreCase)
        : host.Equals(Host, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"{Scheme}{SchemeEnd}{(IsOfHostsBelow ? Below : "")}{Host}:{Port}";
}
