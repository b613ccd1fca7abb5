using System.Net;
using System.Text;
using FsCheck.Xunit;
using Platform.RateLimiting.Keys;

namespace Platform.RateLimiting.Tests;

public sealed class RateLimitKeyTests
{
    private static readonly UInt128 Secret = new(0x0706050403020100, 0x0f0e0d0c0b0a0908);

    private static RateLimitKey Client(string address, int prefix = 64) => RateLimitKey.ClientAddress(IPAddress.Parse(address), prefix);

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7")]
    [InlineData("203.0.113.7", "::ffff:cb00:7107")]
    [InlineData("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8:0:0::", "2001:0db8:0000:0000:1234::")]
    public void Two_spellings_or_neighbours_are_one_client(string one, string other) => Assert.Equal(Client(one), Client(other));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8")]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8")]
    [InlineData("2001:db8:0:1::", "2001:db8:0:2::")]
    [InlineData("::1", "0.0.0.1")]
    [InlineData("::203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::ffff:203.0.113.7", "203.0.113.7")]
    public void Two_clients_are_two(string one, string other) => Assert.NotEqual(Client(one), Client(other));

    [Property(MaxTest = 2_000)]
    public bool All_IPv4_addresses_stay_apart_however_they_are_written(uint one, uint other)
    {
        var first = new IPAddress(BitConverter.GetBytes(one));
        var second = new IPAddress(BitConverter.GetBytes(other)).MapToIPv6();
        return (RateLimitKey.ClientAddress(first) == RateLimitKey.ClientAddress(second)) == (one == other);
    }

    [Property(MaxTest = 2_000)]
    public bool Of_an_IPv6_address_the_prefix_counts_and_nothing_else(ulong network, ulong host, byte length)
    {
        var prefix = length % 128 + 1;
        var bits = new UInt128(network | 1UL << 63, host);
        var key = RateLimitKey.ClientAddress(AddressBits.ToAddress(bits), prefix);
        var inside = bits ^ (prefix == 128 ? UInt128.Zero : UInt128.One << (127 - prefix));
        var outside = bits ^ UInt128.One << (128 - prefix);
        return key == RateLimitKey.ClientAddress(AddressBits.ToAddress(inside), prefix)
            && key != RateLimitKey.ClientAddress(AddressBits.ToAddress(outside), prefix);
    }

    [Theory]
    [InlineData("subject:alice")]
    [InlineData("tenant:acme")]
    [InlineData("text:a:b+c")]
    [InlineData("ip:203.0.113.7")]
    [InlineData("ip:2001:db8::/64")]
    [InlineData("ip:2001:db8::/48")]
    public void A_key_is_read_as_it_is_written(string text)
    {
        Assert.True(RateLimitKey.TryParse(text, out var key));
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("subject:")]
    [InlineData("Subject:alice")]
    [InlineData("user:alice")]
    [InlineData("ip:nowhere")]
    [InlineData("ip:203.0.113.7/24")]
    [InlineData("ip:2001:db8::/0")]
    [InlineData("ip:2001:db8::/129")]
    [InlineData("ip:2001:db8::/x")]
    public void What_is_no_key_is_not_read(string? text) => Assert.False(RateLimitKey.TryParse(text, out _));

    [Fact]
    public void An_API_key_is_never_shown()
    {
        var key = RateLimitKey.ApiKey("sk_live_very-secret").And(RateLimitKey.Tenant("acme"));

        Assert.Matches("^api-key:#[0-9a-f]{8}\\+tenant:acme$", key.ToString());
    }

    [Fact]
    public void Parts_make_one_key_in_which_each_counts()
    {
        var key = RateLimitKey.Tenant("acme").And(RateLimitKey.Subject("alice")).And(Client("203.0.113.7"));

        Assert.Equal("tenant:acme+subject:alice+ip:203.0.113.7", key.ToString());
        Assert.Equal(key, Client("203.0.113.7").And(RateLimitKey.Tenant("acme").And(RateLimitKey.Subject("alice"))));
        Assert.NotEqual(key, RateLimitKey.Subject("alice").And(RateLimitKey.Tenant("acme")).And(Client("203.0.113.7")));
    }

    [Fact]
    public void A_key_of_too_many_parts_or_of_none_is_refused()
    {
        var names = RateLimitKey.Tenant("acme").And(RateLimitKey.Subject("alice"));

        Assert.Throws<ArgumentException>(() => names.And(RateLimitKey.Text("third")));
        Assert.Throws<ArgumentException>(() => RateLimitKey.Text("first").And(names));
        Assert.Throws<ArgumentException>(() => Client("203.0.113.7").And(Client("203.0.113.8")));
        Assert.Throws<ArgumentException>(() => names.And(default));
        Assert.Throws<ArgumentException>(() => RateLimitKey.Text(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => Client("::1", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Client("::1", 129));
        Assert.True(default(RateLimitKey).IsEmpty);
    }

    [Fact]
    public void Names_of_any_length_and_kind_hash_apart()
    {
        List<RateLimitKey> keys = [Client("203.0.113.7"), Client("2001:db8::"), Client("2001:db8::", 48)];
        for (var length = 1; length <= 300; length++)
        {
            var name = new string('\0', length);
            keys.Add(RateLimitKey.Text(name));
            keys.Add(RateLimitKey.Subject(name));
            keys.Add(RateLimitKey.Text(name).And(Client("203.0.113.7")));
            for (var split = 1; split < Math.Min(length, 12); split++)
                keys.Add(RateLimitKey.Text(name[..split]).And(RateLimitKey.Text(name[split..])));
        }

        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(keys.Count, keys.Select(key => key.Hash(Secret)).Distinct().Count());
    }

    [Fact]
    public void Another_secret_gives_another_hash() =>
        Assert.NotEqual(RateLimitKey.Text("alice").Hash(1), RateLimitKey.Text("alice").Hash(2));

    /// <summary>What CPython 3.11, whose strings are hashed by SipHash-1-3, says under a key of zeros.</summary>
    [Theory]
    [InlineData("abcdefgh", 0x3f7b849c0b8e35eaUL)]
    [InlineData("abcdefghijklmnop", 0x94f60d3d29e6a312UL)]
    [InlineData("The quick brown fox jumps over the lazy dog!!!!!", 0x2ff8cb249cb1e59bUL)]
    public void The_hash_is_SipHash_1_3(string text, ulong expected)
    {
        var hash = new SipHash13(0);
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var i = 0; i < bytes.Length; i += 8)
            hash.Add(BitConverter.ToUInt64(bytes, i));

        Assert.Equal(expected, hash.Finish((ulong)bytes.Length << 56));
    }

    [Theory]
    [InlineData("ip:10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("ip:10.0.0.0/8", "::ffff:10.255.0.1", true)]
    [InlineData("ip:10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("ip:0.0.0.0/0", "203.0.113.7", true)]
    [InlineData("ip:0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("ip:203.0.113.7", "203.0.113.7", true)]
    [InlineData("ip:2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("ip:2001:db8::/32", "2001:db9::1", false)]
    [InlineData("ip:2001:db8::/64", "2001:db8::1", true)]
    [InlineData("subject:alice", "203.0.113.7", false)]
    public void A_list_matches_blocks_of_addresses(string entry, string address, bool expected) =>
        Assert.Equal(expected, KeyMatcher.Of([entry])!.Matches(Client(address)));

    [Fact]
    public void A_list_matches_any_part_of_a_key()
    {
        var list = KeyMatcher.Of(["tenant:acme"])!;

        Assert.True(list.Matches(RateLimitKey.Subject("alice").And(RateLimitKey.Tenant("acme"))));
        Assert.False(list.Matches(RateLimitKey.Subject("acme")));
    }
}
