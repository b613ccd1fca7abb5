using System.Net;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Dialing;

/// <summary>
/// Judges what a name was looked up as: all of it or nothing, since an answer that mixes public and private addresses is an attack or a mistake.
/// </summary>
internal static class DialDecision
{
    public static DestinationFault Judge(ReadOnlySpan<IPAddress> addresses, DestinationPolicy policy, out IPAddress? refused)
    {
        refused = null;
        foreach (var address in addresses)
        {
            if (!policy.Allows(address))
            {
                refused = address;
                return DestinationFault.AddressNotPublic;
            }
        }
        return addresses.IsEmpty ? DestinationFault.NotResolved : DestinationFault.None;
    }
}
