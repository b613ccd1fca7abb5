using System.Net;

namespace Platform.Webhooks.Dialing;

/// <summary>Looks names up as the operating system does.</summary>
internal sealed class SystemAddressResolver : IAddressResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}
