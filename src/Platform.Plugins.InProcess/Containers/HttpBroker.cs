using System.Net;
using System.Net.Sockets;
using Platform.Plugins.Generations;
using Platform.Shared;

namespace Platform.Plugins.InProcess.Containers;

/// <summary>Gives plugins clients that reach what they have asked for, and nothing else.</summary>
internal sealed class HttpBroker(
    InProcessPlugins plugins, Func<HttpMessageHandler>? handler = null, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookUp = lookUp ?? Dns.GetHostAddressesAsync;

    /// <summary>What capabilities as <c>net.http:api.acme.example</c> allow.</summary>
    /// <exception cref="PluginStartException">One cannot be read: it would allow nothing, and its author believes that it does.</exception>
    public static IReadOnlyList<HttpGrant> GrantsOf(string pluginId, IEnumerable<string> capabilities)
    {
        var grants = new List<HttpGrant>();
        foreach (var capability in capabilities.Where(static each => each.StartsWith(HttpGrant.Capability, StringComparison.Ordinal)))
        {
            grants.Add(HttpGrant.TryParse(capability[HttpGrant.Capability.Length..], out var grant) ? grant : throw new PluginStartException(
                $"{pluginId} asks for {capability}, which is no host: write net.http:api.acme.example, "
                + "and before the host http:// or behind it :8443 where it is not HTTPS on its port."));
        }
        return grants;
    }

    /// <summary>
    /// Follows no redirection: where that leads is another host's decision, and asked for anew. Uses no proxy, which would decide about
    /// addresses, and no HTTP/3, which does not connect through a callback.
    /// </summary>
    public HttpClient CreateClient(string pluginId, IReadOnlyList<HttpGrant> grants) => new(new GrantedRequests(pluginId, grants)
    {
        InnerHandler = handler?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(pluginId, grants, context.DnsEndPoint, cancellationToken),
        },
    });

    /// <summary>
    /// Connects to an address that was judged, and looks nothing up a second time. What was asked for is looked at again: a request may
    /// have been changed since.
    /// </summary>
    internal async ValueTask<Stream> ConnectAsync(
        string pluginId, IReadOnlyList<HttpGrant> grants, DnsEndPoint destination, CancellationToken cancellationToken)
    {
        if (!grants.Any(grant => grant.Covers(destination.Host, destination.Port)))
            throw Refusal(pluginId, $"{destination.Host}:{destination.Port}", grants);
        var isAddress = IPAddress.TryParse(destination.Host, out var literal);
        var addresses = isAddress ? [literal!] : await _lookUp(destination.Host, cancellationToken).ConfigureAwait(false);
        if (!isAddress && !plugins.AllowPrivateAddresses
            && addresses.FirstOrDefault(static address => AddressBlocks.Classify(address) != AddressBlock.Public) is { } inner)
        {
            throw new HttpRequestException($"{pluginId} may not call {destination.Host}, which leads to {inner} ({AddressBlocks.Classify(inner)}): "
                + "allow it for all plugins by AllowPrivateAddresses, or ask for the address.");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, destination.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpRequestException Refusal(string pluginId, string? what, IReadOnlyList<HttpGrant> grants) =>
        new($"{pluginId} may not call {what}: its manifest asks for {string.Join(", ", grants)}.");

    private sealed class GrantedRequests(string pluginId, IReadOnlyList<HttpGrant> grants) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Require(request);
            return base.SendAsync(request, cancellationToken);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Require(request);
            return base.Send(request, cancellationToken);
        }

        private void Require(HttpRequestMessage request)
        {
            if (request.RequestUri is not { IsAbsoluteUri: true } uri)
                throw Refusal(pluginId, request.RequestUri?.OriginalString, grants);
            if (!grants.Any(grant => grant.Covers(uri)))
                throw Refusal(pluginId, $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}", grants);
            // Behind one address there may be many hosts, and the header says which.
            if (request.Headers.Host is { } host && !Names(host, uri))
                throw Refusal(pluginId, $"{host} (its header Host)", grants);
            if (request.Version > HttpVersion.Version20)
                request.Version = HttpVersion.Version20;
            if (request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
                request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        private static bool Names(string header, Uri uri) => header.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase)
            || header.Equals($"{uri.IdnHost}:{uri.Port}", StringComparison.OrdinalIgnoreCase);
    }
}
