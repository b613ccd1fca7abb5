using System.Net;
using Platform.Webhooks.Destinations;

namespace Platform.Benchmarks.Webhooks;

/// <summary>Sixteen addresses of both families, public and not, as name servers give them.</summary>
internal sealed class AddressWork
{
    public const int PerCall = 16;

    private readonly IPAddress[] _addresses =
    [
        .. new[]
        {
            "93.184.216.34", "8.8.8.8", "192.0.3.1", "203.0.112.255", "1.1.1.1", "10.0.0.1", "192.168.1.1", "169.254.169.254",
            "2a00:1450:4001:81b::200e", "2606:4700::6810:84e5", "2001:4860:4860::8888", "2620:fe::fe", "::ffff:93.184.216.34", "fd00::1", "::1",
                "2002:7f00:1::",
        }.Select(IPAddress.Parse),
    ];

    public int Classify16()
    {
        var publics = 0;
        foreach (var address in _addresses)
            publics += AddressClassifier.Classify(address) == AddressClass.Public ? 1 : 0;
        return publics;
    }
}
