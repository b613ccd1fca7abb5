using System.Net;

namespace Platform.Webhooks.Destinations;

/// <summary>A call was refused before a byte of it left: where it would have gone is not allowed.</summary>
public sealed class DestinationRefusedException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="host">The host that was to be called.</param>
    /// <param name="address">The address that is not allowed, where there is one.</param>
    public DestinationRefusedException(DestinationFault fault, string host, IPAddress? address = null)
        : base($"The call to {host} was refused: {fault}{(address is null ? "" : $", {AddressClassifier.Classify(address)}")}.") =>
        (Fault, Host, Address) = (fault, host, address);

    /// <summary>Why.</summary>
    public DestinationFault Fault { get; }

    /// <summary>The host that was to be called.</summary>
    public string Host { get; }

    /// <summary>The address that is not allowed, where there is one. Do not show it to who chose the destination: it maps your network for them.</summary>
    public IPAddress? Address { get; }
}
