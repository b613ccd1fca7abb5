using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Tests.Destinations;

public sealed class AddressClassifierTests
{
    /// <summary>The registries, written down a second time as blocks; of two that hold an address the longer counts.</summary>
    private static readonly (IPNetwork Block, AddressClass Class)[] Blocks =
    [
        .. Of(AddressClass.Unspecified, "0.0.0.0/8", "::/128"),
        .. Of(AddressClass.Loopback, "127.0.0.0/8", "::1/128"),
        .. Of(AddressClass.Private, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        .. Of(AddressClass.Shared, "100.64.0.0/10"),
        .. Of(AddressClass.LinkLocal, "169.254.0.0/16", "fe80::/10"),
        .. Of(AddressClass.CloudPlatform, "168.63.129.16/32"),
        .. Of(AddressClass.ProtocolAssignment, "192.0.0.0/24", "2001::/23"),
        .. Of(AddressClass.Documentation, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
        .. Of(AddressClass.As112, "192.31.196.0/24", "192.175.48.0/24", "2620:4f:8000::/48"),
        .. Of(AddressClass.MulticastTunnel, "192.52.193.0/24"),
        .. Of(AddressClass.Benchmarking, "198.18.0.0/15"),
        .. Of(AddressClass.Multicast, "224.0.0.0/4", "ff00::/8"),
        .. Of(AddressClass.Reserved, "240.0.0.0/4"),
        .. Of(AddressClass.Translated, "192.88.99.0/24", "2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96"),
        .. Of(AddressClass.Discard, "100::/64", "100:0:0:1::/64"),
        .. Of(AddressClass.SegmentRouting, "5f00::/16"),
        .. Of(AddressClass.UniqueLocal, "fc00::/7", "fec0::/10"),
    ];

    [Fact]
    public void The_first_and_the_last_address_of_each_block_are_in_it_and_the_ones_beside_it_are_where_they_belong()
    {
        foreach (var (block, _) in Blocks)
        {
            var (first, last) = Edges(block);
            foreach (var address in new[] { Beside(first, -1), first, last, Beside(last, 1) })
                Assert.True(Naive(address) == AddressClassifier.Classify(address),
                    $"{address}, at an edge of {block}, is {AddressClassifier.Classify(address)}");
        }
    }

    [Property(MaxTest = 20_000)]
    public Property Every_address_is_what_the_blocks_say() => Prop.ForAll(Addresses, address => Naive(address) == AddressClassifier.Classify(address));

    [Property(MaxTest = 2_000)]
    public bool An_address_mapped_into_IPv6_is_what_it_is(uint value)
    {
        var address = new IPAddress(value);

        return AddressClassifier.Classify(address.MapToIPv6()) == AddressClassifier.Classify(address);
    }

    [Theory]
    [InlineData("2a00:1450:4001:81b::200e%3")]
    [InlineData("::ffff:8.8.8.8%1")]
    public void An_address_with_a_zone_is_of_one_link_whatever_it_is(string address) =>
        Assert.Equal(AddressClass.LinkLocal, AddressClassifier.Classify(IPAddress.Parse(address)));

    [Fact]
    public void No_address_is_no_address() => Assert.Throws<ArgumentNullException>(() => AddressClassifier.Classify(null!));

    /// <summary>Random addresses are public nearly always, so half of them lie in a block or a few bits beside one.</summary>
    private static Arbitrary<IPAddress> Addresses => Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(seed => Random(seed, 4)),
        Gen.Choose(0, int.MaxValue).Select(seed => Random(seed, 16)),
        from seed in Gen.Choose(0, int.MaxValue)
        from index in Gen.Choose(0, Blocks.Length - 1)
        from bit in Gen.Choose(-20, 127)
        select Near(Blocks[index].Block, seed, bit)).ToArbitrary();

    private static IPAddress Random(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return new IPAddress(bytes);
    }

    private static IPAddress Near(IPNetwork block, int seed, int flippedBit)
    {
        var bytes = block.BaseAddress.GetAddressBytes();
        var random = Random(seed, bytes.Length).GetAddressBytes();
        for (var bit = block.PrefixLength; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] = (byte)((bytes[bit / 8] & ~(0x80 >> (bit % 8))) | (random[bit / 8] & (0x80 >> (bit % 8))));
        if (flippedBit >= 0 && flippedBit < bytes.Length * 8)
            bytes[flippedBit / 8] ^= (byte)(0x80 >> (flippedBit % 8));
        return new IPAddress(bytes);
    }

    private static AddressClass Naive(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Naive(address.MapToIPv4());
        var holding = Blocks.Where(each => each.Block.BaseAddress.AddressFamily == address.AddressFamily && each.Block.Contains(address)).ToList();
        return holding is [] ? AddressClass.Public : holding.MaxBy(each => each.Block.PrefixLength).Class;
    }

    private static IEnumerable<(IPNetwork Block, AddressClass Class)> Of(AddressClass @class, params string[] blocks) =>
        blocks.Select(block => (IPNetwork.Parse(block), @class));

    private static (IPAddress First, IPAddress Last) Edges(IPNetwork block)
    {
        var bytes = block.BaseAddress.GetAddressBytes();
        for (var bit = block.PrefixLength; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return (block.BaseAddress, new IPAddress(bytes));
    }

    private static IPAddress Beside(IPAddress address, int step)
    {
        var bytes = address.GetAddressBytes();
        for (var at = bytes.Length - 1; at >= 0; at--)
        {
            bytes[at] = (byte)(bytes[at] + step);
            if (bytes[at] != (step > 0 ? 0 : 255))
                break;
        }
        return address.AddressFamily == AddressFamily.InterNetwork ? new IPAddress(bytes) : new IPAddress(bytes, 0);
    }
}
