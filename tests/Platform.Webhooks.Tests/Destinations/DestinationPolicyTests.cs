using System.Net;
using FsCheck;
using FsCheck.Xunit;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Tests.Destinations;

public sealed class DestinationPolicyTests
{
    private static readonly DestinationPolicy Http = new(new PlatformWebhooksOptions { AllowHttp = true });

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://example.com/")]
    [InlineData("https://EXAMPLE.com./hooks/1?a=b%20c&d=@e")]
    [InlineData("https://example.com:443/")]
    [InlineData("HTTPS://a-b.c_d.xn--bcher-kva.example/x:y")]
    [InlineData("https://93.184.216.34/")]
    [InlineData("https://[2a00:1450:4001:81b::200e]/")]
    [InlineData("https://[2A00:1450:4001:081B:0:0:0:200E]:443/")]
    [InlineData("https://localhost.example.com/")]
    [InlineData("https://1e100.net/")]
    [InlineData("https://0x.example/")]
    [InlineData("https://example.com/\"{}|^`<>")]
    public void A_public_destination_passes(string url)
    {
        Assert.Equal(DestinationFault.None, DestinationPolicy.Default.Check(url, out var uri));
        Assert.Equal(443, uri!.Port);
    }

    [Theory]
    [InlineData(null, DestinationFault.InvalidLength)]
    [InlineData("", DestinationFault.InvalidLength)]
    [InlineData("example.com", DestinationFault.NotAbsolute)]
    [InlineData("/hooks", DestinationFault.NotAbsolute)]
    [InlineData("//example.com/", DestinationFault.NotAbsolute)]
    [InlineData("https:example.com", DestinationFault.NotAbsolute)]
    [InlineData("https:/example.com", DestinationFault.NotAbsolute)]
    [InlineData("://example.com", DestinationFault.NotAbsolute)]
    [InlineData("http://example.com/", DestinationFault.SchemeNotAllowed)]
    [InlineData("ftp://example.com/", DestinationFault.SchemeNotAllowed)]
    [InlineData("file:///etc/passwd", DestinationFault.SchemeNotAllowed)]
    [InlineData("view-source:https://example.com/", DestinationFault.SchemeNotAllowed)]
    [InlineData("https://user@example.com/", DestinationFault.UserInfo)]
    [InlineData("https://user:password@example.com/", DestinationFault.UserInfo)]
    [InlineData("https://@example.com/", DestinationFault.UserInfo)]
    [InlineData("https://example.com/#a", DestinationFault.Fragment)]
    [InlineData("https://example.com#@127.0.0.1/", DestinationFault.Fragment)]
    [InlineData("https://example.com\\@127.0.0.1/", DestinationFault.InvalidCharacter)]
    [InlineData("https://example.com/ ", DestinationFault.InvalidCharacter)]
    [InlineData("https://example.com\r\nX: y/", DestinationFault.InvalidCharacter)]
    [InlineData("https://bücher.example/", DestinationFault.InvalidCharacter)]
    [InlineData("https://127。0。0。1/", DestinationFault.InvalidCharacter)]
    [InlineData("https://", DestinationFault.InvalidHost)]
    [InlineData("https:///hooks", DestinationFault.InvalidHost)]
    [InlineData("https://?a", DestinationFault.InvalidHost)]
    [InlineData("https://a..b/", DestinationFault.InvalidHost)]
    [InlineData("https://.example.com/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com../", DestinationFault.InvalidHost)]
    [InlineData("https://-a.example/", DestinationFault.InvalidHost)]
    [InlineData("https://a%2eexample.com/", DestinationFault.InvalidHost)]
    [InlineData("https://a,b.example/", DestinationFault.InvalidHost)]
    [InlineData("https://::1/", DestinationFault.InvalidHost)]
    [InlineData("https://[::1/", DestinationFault.InvalidHost)]
    [InlineData("https://[127.0.0.1]/", DestinationFault.InvalidHost)]
    [InlineData("https://[::1%25eth0]/", DestinationFault.InvalidHost)]
    [InlineData("https://[v1.a]/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com:/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com:0443/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com:65536/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com:-1/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com:a/", DestinationFault.InvalidHost)]
    [InlineData("https://example.com:6379/", DestinationFault.PortNotAllowed)]
    [InlineData("https://example.com:80/", DestinationFault.PortNotAllowed)]
    [InlineData("https://2130706433/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://0x7f000001/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://0x7f.1/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://0x/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://127.1/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://0177.0.0.1/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://8.8.8.08/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://8.8.8.8./", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://8.8.8.256/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://8.8.8.8.8/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://example.7/", DestinationFault.ObfuscatedAddress)]
    [InlineData("https://127.0.0.1/", DestinationFault.AddressNotPublic)]
    [InlineData("https://169.254.169.254/latest/meta-data/", DestinationFault.AddressNotPublic)]
    [InlineData("https://[::1]/", DestinationFault.AddressNotPublic)]
    [InlineData("https://[::ffff:10.0.0.1]/", DestinationFault.AddressNotPublic)]
    [InlineData("https://[64:ff9b::7f00:1]/", DestinationFault.AddressNotPublic)]
    [InlineData("https://localhost/", DestinationFault.LocalName)]
    [InlineData("https://LOCALHOST./", DestinationFault.LocalName)]
    [InlineData("https://a.localhost/", DestinationFault.LocalName)]
    [InlineData("https://redis/", DestinationFault.LocalName)]
    [InlineData("https://api.internal/", DestinationFault.LocalName)]
    [InlineData("https://metadata.google.internal/", DestinationFault.LocalName)]
    [InlineData("https://printer.local/", DestinationFault.LocalName)]
    [InlineData("https://nas.home.arpa/", DestinationFault.LocalName)]
    [InlineData("https://x.onion/", DestinationFault.LocalName)]
    public void A_destination_that_is_not_is_refused_for_its_own_reason(string? url, DestinationFault expected)
    {
        Assert.Equal(expected, DestinationPolicy.Default.Check(url, out var uri));
        Assert.Null(uri);
    }

    [Fact]
    public void A_url_longer_than_allowed_is_refused()
    {
        var url = "https://example.com/".PadRight(2048, 'a');

        Assert.Equal(DestinationFault.None, DestinationPolicy.Default.Check(url, out _));
        Assert.Equal(DestinationFault.InvalidLength, DestinationPolicy.Default.Check(url + "a", out _));
    }

    [Fact]
    public void Labels_and_names_have_the_lengths_of_dns()
    {
        var label = new string('a', 63);
        var name = string.Join('.', label, label, label, new string('a', 57) + ".com");

        Assert.Equal(DestinationFault.None, DestinationPolicy.Default.Check($"https://{name}/", out _));
        Assert.Equal(DestinationFault.InvalidHost, DestinationPolicy.Default.Check($"https://a{name}/", out _));
        Assert.Equal(DestinationFault.InvalidHost, DestinationPolicy.Default.Check($"https://a{label}.com/", out _));
    }

    [Fact]
    public void Http_has_a_port_of_its_own_where_it_is_allowed()
    {
        Assert.Equal(DestinationFault.None, Http.Check("http://example.com/", out _));
        Assert.Equal(DestinationFault.None, Http.Check("https://example.com/", out _));
        Assert.Equal(DestinationFault.PortNotAllowed, Http.Check("http://example.com:443/", out _));
        Assert.Equal(DestinationFault.PortNotAllowed, Http.Check("https://example.com:80/", out _));
    }

    [Fact]
    public void What_is_allowed_inside_is_allowed_and_nothing_beside_it()
    {
        var options = new PlatformWebhooksOptions
        {
            AdditionalPorts = { 8443 },
            AllowedHosts = { "receiver", ".svc.internal" },
            AllowedNetworks = { "10.1.0.0/16", "fd00:1::/64" }
        };
        var policy = new DestinationPolicy(options);

        foreach (var url in new[] { "https://receiver:8443/", "https://RECEIVER./", "https://a.b.svc.internal/", "https://10.1.255.255/",
            "https://[fd00:1::9]/", "https://[::ffff:10.1.0.1]/" })
            Assert.Equal(DestinationFault.None, policy.Check(url, out _));
        foreach (var url in new[] { "https://receiver2/", "https://svc.internal/", "https://xsvc.internal/", "https://10.2.0.0/",
            "https://[fd00:1:0:1::]/", "https://receiver:8444/" })
            Assert.NotEqual(DestinationFault.None, policy.Check(url, out _));
        options.AllowedHosts.Add("late");
        Assert.Equal(DestinationFault.LocalName, policy.Check("https://late/", out _));
        Assert.True(policy.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(policy.Allows(IPAddress.Loopback));
    }

    [Property(MaxTest = 5_000)]
    public bool What_passes_is_read_alike_by_the_client(NonNull<string> host, NonNull<string> rest)
    {
        var url = $"http://{host.Get}/{rest.Get}";
        if (Http.Check(url, out var uri) != DestinationFault.None)
            return uri is null;
        // What stands before the first slash or question mark, and has no port but that of the scheme.
        var authority = url["http://".Length..].Split('/', '?')[0];
        var name = authority.EndsWith(":80", StringComparison.Ordinal) ? authority[..^":80".Length] : authority;
        return uri!.UserInfo.Length == 0 && uri.Port == 80 && uri.IdnHost.TrimEnd('.').Equals(name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);
    }
}
