using System.Net;
using Platform.Shared;

namespace Platform.Webhooks.Destinations;

/// <summary>
/// Says what an IP address is for. The blocks are those of the IANA IPv4 and IPv6 special-purpose address registries, multicast and reserved space, and
/// the forms that carry an IPv4 address within an IPv6 one.
/// </summary>
public static class AddressClassifier
{
    /// <summary>Classifies an address. IPv4 mapped into IPv6 (::ffff:0:0/96) is what the IPv4 address is.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Its class.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is <see langword="null"/>.</exception>
    [HotPath]
    public static AddressClass Classify(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        // The same names in the same order, which a test holds.
        return (AddressClass)AddressBlocks.Classify(address);
    }
}
