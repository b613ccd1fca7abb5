using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tests.Packages;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tests.Trust;

/// <summary>A policy that is written down.</summary>
public sealed class TrustPolicyTests : IDisposable
{
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly PublisherSigningKey _second = PublisherSigningKey.Generate();

    private string Key => string.Concat(_key.PublicKey.ToPem().Split('\n')[1..^1]);

    public void Dispose()
    {
        _key.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void Who_is_trusted_by_how_many_keys_and_what_is_revoked_survives_being_written_down()
    {
        var revoked = TestPackages.MakeSigned(_key, "2.0.0");
        var trust = PluginTrust.FromJson(PluginTrust.Nobody
            .Trust("city", _second.PublicKey)
            .Trust("acme", 2, _key.PublicKey, _second.PublicKey)
            .Revoke(TestPackages.Read(revoked).Digest)
            .ToJson());

        var once = TestPackages.MakeSigned(_key);
        Assert.Equal(PackageFault.TooFewSignatures, FaultOf(trust, once));
        Assert.Equal(2, trust.Read(TestPackages.Read(once).AddSignature(_second), "tax", TestPackages.Now).KeyIds.Length);
        Assert.Single(trust.Read(TestPackages.MakeSigned(_second, id: "city.tax"), "tax", TestPackages.Now).KeyIds);
        Assert.Equal(PackageFault.Revoked, FaultOf(trust, TestPackages.Read(revoked).AddSignature(_second)));
        Assert.Equal(PackageFault.UnknownPublisher, FaultOf(trust, TestPackages.MakeSigned(_key, id: "other.tax")));
    }

    [Fact]
    public void The_same_policy_is_the_same_text_in_whatever_order_it_was_made()
    {
        var (first, second) = ("sha256:" + new string('a', 64), "sha256:" + new string('b', 64));
        var one = PluginTrust.Nobody
            .Trust("acme", 1, _key.PublicKey, _second.PublicKey).Trust("city", _key.PublicKey).Revoke(first).Revoke(second).ToJson();
        var other = PluginTrust.Nobody
            .Revoke(second).Trust("city", _key.PublicKey).Trust("acme", 1, _second.PublicKey, _key.PublicKey).Revoke(first).ToJson();

        Assert.Equal(one, other);
        Assert.Equal(one, PluginTrust.FromJson(one).ToJson());
        Assert.DoesNotContain('\\', one);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "publishers": {} }""")]
    [InlineData("""{ "revoked": [] }""")]
    [InlineData("""{ "publishers": {}, "revoked": [], "revocked": [] }""")]
    [InlineData("""{ "publishers": {}, "revoked": [], "revoked": [] }""")]
    [InlineData("""{ "publishers": {}, "revoked": {} }""")]
    [InlineData("""{ "publishers": {}, "revoked": ["sha256:12"] }""")]
    [InlineData("""{ "publishers": {}, "revoked": [null] }""")]
    [InlineData("""{ "publishers": {}, "revoked": [7] }""")]
    [InlineData("""{ "publishers": [], "revoked": [] }""")]
    [InlineData("""{ "publishers": {}, "revoked": [], }""")]
    [InlineData("""{ "publishers": { "acme": {} }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 1, "keys": [] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 0, "keys": ["KEY"] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 1.5, "keys": ["KEY"] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 2, "keys": ["KEY", "KEY"] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "keys": ["KEY"] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 1, "keys": ["KEY"], "expires": 1 } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 1, "keys": ["AAAA"] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme": { "threshold": 1, "keys": ["?"] } }, "revoked": [] }""")]
    [InlineData("""{ "publishers": { "acme.x": { "threshold": 1, "keys": ["KEY"] } }, "revoked": [] }""")]
    public void What_is_not_written_so_trusts_nobody(string json) =>
        Assert.Throws<FormatException>(() => PluginTrust.FromJson(json.Replace("KEY", Key, StringComparison.Ordinal)));

    [Fact]
    public void What_is_written_by_hand_is_read()
    {
        var trust = PluginTrust.FromJson($$"""{ "revoked": [], "publishers": { "acme": { "keys": ["{{Key}}"], "threshold": 1 } } }""");

        Assert.Equal([_key.PublicKey.KeyId], trust.Read(TestPackages.MakeSigned(_key), "tax", TestPackages.Now).KeyIds);
    }

    private static PackageFault FaultOf(PluginTrust trust, byte[] package) =>
        Assert.Throws<PluginPackageException>(() => trust.Read(package, "tax", TestPackages.Now)).Fault;
}
