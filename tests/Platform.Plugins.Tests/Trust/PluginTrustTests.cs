using System.Security.Cryptography;
using System.Text;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tests.Packages;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tests.Trust;

public sealed class PluginTrustTests : IDisposable
{
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly PublisherSigningKey _second = PublisherSigningKey.Generate();
    private readonly PublisherSigningKey _stranger = PublisherSigningKey.Generate();

    private PluginTrust Acme => PluginTrust.Nobody.Trust("acme", _key.PublicKey);

    private PluginTrust BothOfAcme => PluginTrust.Nobody.Trust("acme", 2, _key.PublicKey, _second.PublicKey);

    public void Dispose()
    {
        _key.Dispose();
        _second.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void What_a_trusted_publisher_signed_is_verified()
    {
        var release = Acme.Verify(TestPackages.Read(TestPackages.MakeSigned(_key)), TestPackages.Now);

        Assert.Equal(TestPackages.Now, release.SignedAt);
        Assert.Equal([_key.PublicKey.KeyId], release.KeyIds);
    }

    [Fact]
    public void A_key_survives_being_written_down()
    {
        using var again = PublisherSigningKey.FromPem(_key.ExportInsecurePrivateKeyPem());
        var publicKey = PublisherKey.FromPem(_key.PublicKey.ToPem());

        Assert.Equal(_key.PublicKey.KeyId, publicKey.KeyId);
        PluginTrust.Nobody.Trust("acme", publicKey).Verify(TestPackages.Read(TestPackages.MakeSigned(again)), TestPackages.Now);
    }

    [Fact]
    public void Every_bit_of_what_is_signed_counts()
    {
        var bytes = TestPackages.MakeSigned(_key);
        var signed = TestPackages.Read(bytes).SignedLength;
        for (var bit = 0; bit < signed * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Throws<PluginPackageException>(() => Acme.Verify(TestPackages.Read(changed), TestPackages.Now));
        }
    }

    [Fact]
    public void No_bit_of_the_signature_makes_it_a_signature_of_something_else()
    {
        var bytes = TestPackages.MakeSigned(_key);
        var (signed, digest) = (TestPackages.Read(bytes).SignedLength, TestPackages.Read(bytes).Digest);
        for (var bit = signed * 8; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                // The last characters of base64 hold bits that belong to no byte.
                Assert.Equal(digest, Acme.Verify(TestPackages.Read(changed), TestPackages.Now).Package.Digest);
            }
            catch (PluginPackageException)
            {
            }
        }
    }

    [Fact]
    public void Unsigned_and_signed_by_strangers_is_refused()
    {
        Refused(PackageFault.Unsigned, Acme, TestPackages.Make());
        Refused(PackageFault.TooFewSignatures, Acme, TestPackages.MakeSigned(_stranger));
        Refused(PackageFault.UnknownPublisher, PluginTrust.Nobody, TestPackages.MakeSigned(_key));
        Refused(PackageFault.UnknownPublisher, Acme, TestPackages.MakeSigned(_key, id: "other.tax"));
        Refused(PackageFault.UnknownPublisher, Acme, TestPackages.MakeSigned(_key, id: "acme-tax.x"));
        Refused(PackageFault.TooFewSignatures, Acme.Trust("other", _stranger.PublicKey), TestPackages.MakeSigned(_key, id: "other.tax"));
    }

    [Fact]
    public void A_threshold_is_met_by_different_keys_alone()
    {
        var once = TestPackages.MakeSigned(_key);
        var twice = TestPackages.Read(once).AddSignature(_second);

        Refused(PackageFault.TooFewSignatures, BothOfAcme, once);
        Refused(PackageFault.TooFewSignatures, BothOfAcme, TestPackages.Read(once).AddSignature(_key));
        Refused(PackageFault.TooFewSignatures, BothOfAcme, TestPackages.Read(once).AddSignature(_stranger));
        Refused(PackageFault.TooFewSignatures, BothOfAcme, Enveloped(once, text => Doubled(text)));
        var release = BothOfAcme.Verify(TestPackages.Read(twice), TestPackages.Now);
        Assert.Equal(TestPackages.Now, release.SignedAt);
        Assert.Equal(2, release.KeyIds.Length);
        Assert.Equal(PackageFault.Unsigned, Assert.Throws<PluginPackageException>(() => TestPackages.Read(TestPackages.Make()).AddSignature(_key)).Fault);
    }

    [Fact]
    public void Signing_takes_nothing_over_from_a_signature_that_is_there_and_adding_one_takes_all()
    {
        var early = TestPackages.MakeSigned(_stranger, signedAt: TestPackages.Now.AddYears(-1), expiresAt: TestPackages.Now.AddYears(9));
        var signed = TestPackages.Read(early).Sign(_key, TestPackages.Now, TestPackages.Now.AddDays(1));
        Refused(PackageFault.Expired, Acme, signed, TestPackages.Now.AddDays(1));
        Assert.Equal(TestPackages.Now.AddYears(-1), Acme.Verify(TestPackages.Read(TestPackages.Read(early).AddSignature(_key)), TestPackages.Now).SignedAt);
    }

    [Fact]
    public void Sixteen_signatures_are_enough()
    {
        var bytes = TestPackages.MakeSigned(_key);
        for (var i = 1; i < 16; i++)
        {
            using var another = PublisherSigningKey.Generate();
            bytes = TestPackages.Read(bytes).AddSignature(another);
        }

        Acme.Verify(TestPackages.Read(bytes), TestPackages.Now);
        Assert.Equal(PackageFault.TooLarge, Assert.Throws<PluginPackageException>(() => TestPackages.Read(bytes).AddSignature(_stranger)).Fault);
    }

    [Fact]
    public void A_signature_of_another_package_is_refused()
    {
        var (one, other) = (TestPackages.MakeSigned(_key), TestPackages.Make(content: "evil"));
        Refused(PackageFault.OtherPackage, Acme, Grafted(one, other));
        Refused(PackageFault.OtherPackage, Acme, Grafted(one, TestPackages.Make("2.0.0")));
        Assert.Equal(PackageFault.OtherPackage, Assert.Throws<PluginPackageException>(() => TestPackages.Read(Grafted(one, other)).AddSignature(_key)).Fault);
    }

    [Fact]
    public void A_statement_about_other_names_or_of_another_kind_is_refused_although_it_is_signed()
    {
        var package = TestPackages.Read(TestPackages.Make());
        var right = new ReleaseStatement("acme.tax", "1.0.0", package.Digest, package.SignedLength, TestPackages.Now, null);

        Refused(PackageFault.OtherPackage, Acme, With(right with { Id = "acme.core" }));
        Refused(PackageFault.OtherPackage, Acme, With(right with { Version = "1.0.1" }));
        Refused(PackageFault.OtherPackage, Acme, With(right with { Size = 1 }));
        Refused(PackageFault.Envelope, Acme, With(right, "text/plain"));
        Refused(PackageFault.Envelope, Acme, Commented(new DsseEnvelope(ReleaseStatement.PayloadType, "{}"u8.ToArray(), []).SignedBy(_key).Write()));
        Acme.Verify(TestPackages.Read(With(right)), TestPackages.Now);

        byte[] With(ReleaseStatement statement, string type = ReleaseStatement.PayloadType) => Commented(new DsseEnvelope(type, statement.Write(), []).SignedBy(_key).Write());
        byte[] Commented(byte[] comment) => WithComment(TestPackages.Make(), comment);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"payloadType":1,"payload":"","signatures":[]}""")]
    [InlineData("""{"payloadType":"a","payload":"&","signatures":[]}""")]
    [InlineData("""{"payloadType":"a","payload":"","signatures":{}}""")]
    [InlineData("""{"payloadType":"a","payload":"","signatures":[1]}""")]
    [InlineData("""{"payloadType":"a","payload":"","signatures":[{"keyid":null,"sig":""}]}""")]
    [InlineData("""{"payloadType":"a","payload":"","payload":"","signatures":[]}""")]
    [InlineData("{\"payloadType\":\"a\",\n\"payload\":\"\",\"signatures\":[]}")]
    public void What_is_no_envelope_is_refused(string comment) => Refused(PackageFault.Envelope, Acme, WithComment(TestPackages.Make(), Encoding.Latin1.GetBytes(comment)));

    [Fact]
    public void A_signature_that_is_no_signature_is_none() =>
        Refused(PackageFault.TooFewSignatures, Acme, WithComment(TestPackages.Make(), new DsseEnvelope(ReleaseStatement.PayloadType, [], [new(_key.PublicKey.KeyId, [1, 2, 3])]).Write()));

    [Fact]
    public void What_is_revoked_is_refused()
    {
        var bytes = TestPackages.MakeSigned(_key);
        Refused(PackageFault.Revoked, Acme.Revoke(TestPackages.Read(bytes).Digest), bytes);
        Refused(PackageFault.Revoked, Acme.Revoke(_key.PublicKey.KeyId), bytes);
        Refused(PackageFault.Revoked, BothOfAcme.Revoke(_second.PublicKey.KeyId), TestPackages.Read(bytes).AddSignature(_second));
        Acme.Revoke(_second.PublicKey.KeyId).Verify(TestPackages.Read(bytes), TestPackages.Now);
    }

    [Fact]
    public void A_signature_holds_from_the_time_it_was_made_until_it_expires()
    {
        var bytes = TestPackages.MakeSigned(_key, expiresAt: TestPackages.Now.AddDays(30));

        Acme.Verify(TestPackages.Read(bytes), TestPackages.Now.AddMinutes(-5));
        Acme.Verify(TestPackages.Read(bytes), TestPackages.Now.AddDays(30).AddTicks(-1));
        Refused(PackageFault.NotYetValid, Acme, bytes, TestPackages.Now.AddMinutes(-5).AddTicks(-1));
        Refused(PackageFault.Expired, Acme, bytes, TestPackages.Now.AddDays(30));
    }

    [Fact]
    public void A_policy_that_cannot_hold_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PluginTrust.Nobody.Trust("acme", 2, _key.PublicKey, _key.PublicKey));
        Assert.Throws<ArgumentException>(() => PluginTrust.Nobody.Trust("acme", 0, _key.PublicKey));
        Assert.Throws<ArgumentException>(() => PluginTrust.Nobody.Trust("acme.tax", _key.PublicKey));
        Assert.Throws<ArgumentException>(() => PluginTrust.Nobody.Trust("Acme", _key.PublicKey));
        Assert.Throws<ArgumentException>(() => Acme.Trust("acme", _second.PublicKey));
        Assert.Throws<ArgumentException>(() => Acme.Revoke("acme.tax"));
    }

    [Fact]
    public void Keys_that_cannot_be_used_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create();

        Assert.Contains("private key", Assert.Throws<FormatException>(() => PublisherKey.FromPem(_key.ExportInsecurePrivateKeyPem())).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => PublisherKey.FromPem(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<FormatException>(() => PublisherKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<FormatException>(() => PublisherKey.FromPem("hello"));
        Assert.Throws<FormatException>(() => PublisherSigningKey.FromPem(_key.PublicKey.ToPem()));
        Assert.Throws<FormatException>(() => PublisherSigningKey.FromPem(other.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<FormatException>(() => PublisherSigningKey.FromPem(rsa.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void What_is_signed_is_encoded_as_the_protocol_shows_and_the_signature_is_der()
    {
        var envelope = new DsseEnvelope("http://example.com/HelloWorld", "hello world"u8.ToArray(), []).SignedBy(_key);

        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(envelope.PreAuthenticationEncoding()));
        using var key = ECDsa.Create();
        key.ImportFromPem(_key.PublicKey.ToPem());
        Assert.True(key.VerifyData(envelope.PreAuthenticationEncoding(), envelope.Signatures[0].Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    private static void Refused(PackageFault fault, PluginTrust trust, byte[] bytes, DateTimeOffset? now = null) =>
        Assert.Equal(fault, Assert.Throws<PluginPackageException>(() => trust.Verify(TestPackages.Read(bytes), now ?? TestPackages.Now)).Fault);

    private static byte[] Grafted(byte[] from, byte[] onto) => WithComment(onto, TestPackages.Read(from).Signature.ToArray());

    private static byte[] Enveloped(byte[] signed, Func<string, string> change) =>
        WithComment(signed, Encoding.ASCII.GetBytes(change(Encoding.ASCII.GetString(TestPackages.Read(signed).Signature.Span))));

    /// <summary>The same signature under the same key a second time.</summary>
    private static string Doubled(string envelope)
    {
        var start = envelope.IndexOf("[{", StringComparison.Ordinal) + 1;
        var signature = envelope[start..envelope.IndexOf(']', start)];
        return envelope.Insert(start, signature + ",");
    }

    private static byte[] WithComment(byte[] package, byte[] comment) =>
        [.. package.AsSpan(0, TestPackages.Read(package).SignedLength), (byte)comment.Length, (byte)(comment.Length >> 8), .. comment];
}
