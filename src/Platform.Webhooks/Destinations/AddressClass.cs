namespace Platform.Webhooks.Destinations;

/// <summary>What an IP address is for, by the IANA special-purpose registries (RFC 6890). Only <see cref="Public"/> is anybody's on the Internet.</summary>
public enum AddressClass
{
    /// <summary>No address: 0.0.0.0/8 and ::, which reach this host.</summary>
    Unspecified,

    /// <summary>This host: 127.0.0.0/8, ::1.</summary>
    Loopback,

    /// <summary>Private networks: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918).</summary>
    Private,

    /// <summary>Shared behind a carrier's NAT: 100.64.0.0/10 (RFC 6598); also the metadata service of Alibaba Cloud.</summary>
    Shared,

    /// <summary>One link: 169.254.0.0/16, fe80::/10, and every address with a zone; the metadata services of most clouds.</summary>
    LinkLocal,

    /// <summary>168.63.129.16, the platform behind every machine of Azure.</summary>
    CloudPlatform,

    /// <summary>Assigned to protocols: 192.0.0.0/24, 2001::/23.</summary>
    ProtocolAssignment,

    /// <summary>For documents: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, 3fff::/20.</summary>
    Documentation,

    /// <summary>AS112: 192.31.196.0/24, 192.175.48.0/24, 2620:4f:8000::/48.</summary>
    As112,

    /// <summary>Automatic multicast tunnels: 192.52.193.0/24.</summary>
    MulticastTunnel,

    /// <summary>For benchmarks of networks: 198.18.0.0/15.</summary>
    Benchmarking,

    /// <summary>Groups of hosts: 224.0.0.0/4, ff00::/8.</summary>
    Multicast,

    /// <summary>Reserved, and the broadcast: 240.0.0.0/4.</summary>
    Reserved,

    /// <summary>
    /// Another address in disguise, through a relay or a translator: 192.88.99.0/24, 2002::/16, Teredo (2001::/32), 64:ff9b::/96, 64:ff9b:1::/48,
    /// ::ffff:0:0:0/96, and ::/96.
    /// </summary>
    Translated,

    /// <summary>Thrown away: 100::/64, 100:0:0:1::/64.</summary>
    Discard,

    /// <summary>Segment routing: 5f00::/16.</summary>
    SegmentRouting,

    /// <summary>One site: fc00::/7 (RFC 4193), and fec0::/10, which is deprecated.</summary>
    UniqueLocal,

    /// <summary>None of these.</summary>
    Public,
}
