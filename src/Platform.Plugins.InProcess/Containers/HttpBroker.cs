namespace Platform.Plugins.InProcess.Containers;

/// <summary>Gives plugins clients that reach the hosts for which they have asked, and no others.</summary>
internal sealed class HttpBroker(Func<HttpMessageHandler>? handler = null)
{
    private const string Capability = "net.http:";

    /// <summary>The hosts of capabilities as <c>net.http:api.acme.example</c> and <c>net.http:*.acme.example</c>.</summary>
    public static IReadOnlyList<string> HostsOf(IEnumerable<string> capabilities) =>
        [.. capabilities.Where(each => each.StartsWith(Capability, StringComparison.Ordinal)).Select(each => each[Capability.Length..])];

    /// <summary>Follows no redirection: where that leads is another host's decision, and asked for anew.</summary>
    public HttpClient CreateClient(string pluginId, IReadOnlyList<string> hosts) => new(new GrantedHosts(pluginId, hosts)
    {
        InnerHandler = handler?.Invoke() ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) },
    });

    private sealed class GrantedHosts(string pluginId, IReadOnlyList<string> hosts) : DelegatingHandler
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
            if (request.RequestUri is not { } uri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || !hosts.Any(granted => IsGranted(granted, uri.IdnHost)))
                throw new HttpRequestException($"{pluginId} may not call {request.RequestUri?.IdnHost}: its manifest asks for {string.Join(", ", hosts)}.");
        }

        private static bool IsGranted(string granted, string host) => granted.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > granted.Length - 1 && host.EndsWith(granted[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(granted, StringComparison.OrdinalIgnoreCase);
    }
}
