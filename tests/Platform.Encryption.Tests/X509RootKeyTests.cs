using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.Tests;

public sealed class X509RootKeyTests : RootKeyContract, IDisposable
{
    private readonly X509Certificate2 _certificate = Certificate(2_048);
    private readonly X509Certificate2 _other = Certificate(2_048);

    protected override IRootKey Root => new X509RootKey(_certificate);

    protected override IRootKey Stranger => new X509RootKey(_other);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificate.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_retired_certificate_still_unwraps()
    {
        var wrapped = await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), new byte[] { 1 }, Cancellation);
        Assert.True(await new X509RootKey(_other, _certificate).TryUnwrapAsync(wrapped, new byte[] { 1 }, new byte[32], Cancellation));
    }

    [Fact]
    public async Task Whoever_has_only_the_certificate_can_wrap_and_is_told_what_is_missing()
    {
        using var publicPart = X509CertificateLoader.LoadCertificate(_certificate.Export(X509ContentType.Cert));
        var wrapped = await new X509RootKey(publicPart).WrapAsync(RandomNumberGenerator.GetBytes(32), new byte[] { 1 }, Cancellation);

        Assert.True(await Root.TryUnwrapAsync(wrapped, new byte[] { 1 }, new byte[32], Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await new X509RootKey(publicPart).TryUnwrapAsync(wrapped, new byte[] { 1 }, new byte[32], Cancellation));
    }

    [Fact]
    public async Task A_private_key_that_does_not_answer_is_an_error_and_no_forgery()
    {
        var wrapped = await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), new byte[] { 1 }, Cancellation);
        using var publicPart = X509CertificateLoader.LoadCertificate(_certificate.Export(X509ContentType.Cert));

        // As a card that was pulled out: the certificate is there, and every use of its key fails.
        using var away = new Away(publicPart.GetRSAPublicKey()!);
        using var there = _certificate.GetRSAPrivateKey()!;
        Assert.Throws<CryptographicException>(() => X509RootKey.TryDecryptSecret(publicPart, away, new byte[256], new byte[32]));
        Assert.False(X509RootKey.TryDecryptSecret(_certificate, there, RandomNumberGenerator.GetBytes(256), new byte[32]));
        Assert.True(await Root.TryUnwrapAsync(wrapped, new byte[] { 1 }, new byte[32], Cancellation));
    }

    [Fact]
    public async Task What_is_no_key_though_the_certificate_wrapped_it_does_not_unwrap()
    {
        using var rsa = _certificate.GetRSAPublicKey()!;
        var planted = (await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), new byte[] { 1 }, Cancellation)).ToArray();
        rsa.Encrypt(new byte[32], RSAEncryptionPadding.OaepSHA256).CopyTo(planted, 36);
        Assert.False(await Root.TryUnwrapAsync(planted, new byte[] { 1 }, new byte[32], Cancellation));
    }

    /// <summary>A private key in a device that is not connected.</summary>
    private sealed class Away(RSA publicKey) : RSA
    {
        public override int KeySize => publicKey.KeySize;

        public override byte[] Decrypt(byte[] data, RSAEncryptionPadding padding) => throw new CryptographicException("The device is not connected.");

        public override bool TryDecrypt(ReadOnlySpan<byte> data, Span<byte> destination, RSAEncryptionPadding padding, out int bytesWritten) =>
            throw new CryptographicException("The device is not connected.");

        public override RSAParameters ExportParameters(bool includePrivateParameters) => publicKey.ExportParameters(includePrivateParameters);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
    }

    [Fact]
    public void Certificates_that_do_not_serve_are_refused()
    {
        using var small = Certificate(1_024);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elliptic = new CertificateRequest("CN=elliptic", ecdsa, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Assert.Throws<ArgumentException>(() => new X509RootKey(small));
        Assert.Throws<ArgumentException>(() => new X509RootKey(elliptic));
        Assert.Throws<ArgumentException>(() => new X509RootKey(_certificate, _certificate));
    }

    private static X509Certificate2 Certificate(int keySize)
    {
        using var rsa = RSA.Create(keySize);
        return new CertificateRequest("CN=root", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
