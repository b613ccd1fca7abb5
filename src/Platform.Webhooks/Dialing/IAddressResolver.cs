using System.Net;

namespace Platform.Webhooks.Dialing;

/// <summary>Looks names up.</summary>
public interface IAddressResolver
{
    /// <summary>Looks a name up, now: what is kept from an earlier answer may have moved.</summary>
    /// <param name="host">The name.</param>
    /// <param name="cancellationToken">Ends the wait. The guard gives none, because it counts lookups until they have really ended.</param>
    /// <returns>All of its addresses.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">It has none, or cannot be looked up.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
