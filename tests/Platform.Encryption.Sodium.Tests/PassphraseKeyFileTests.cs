using System.Security.Cryptography;

namespace Platform.Encryption.Sodium.Tests;

public sealed class PassphraseKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-encryption-");

    private string File => Path.Combine(_folder.FullName, "root-key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_one_reading_wraps_another_unwraps()
    {
        PassphraseKeyFile.Create(File, "correct horse"u8);
        using var first = PassphraseKeyFile.Read(File, "correct horse"u8);
        using var second = PassphraseKeyFile.Read(File, "correct horse"u8);
        var (secret, opened) = (RandomNumberGenerator.GetBytes(32), new byte[32]);

        var wrapped = await first.WrapAsync(secret, new byte[] { 1 }, TestContext.Current.CancellationToken);

        Assert.True(await second.TryUnwrapAsync(wrapped, new byte[] { 1 }, opened, TestContext.Current.CancellationToken));
        Assert.Equal(secret, opened);
    }

    [Fact]
    public void Another_passphrase_is_refused_and_not_told()
    {
        PassphraseKeyFile.Create(File, "correct horse"u8);
        var thrown = Assert.Throws<CryptographicException>(() => PassphraseKeyFile.Read(File, "battery staple"u8));
        Assert.DoesNotContain("battery", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PassphraseKeyFile.Read(File, default));
        Assert.Throws<ArgumentException>(() => PassphraseKeyFile.Create(File + "2", default));
    }

    [Theory]
    [InlineData(10, typeof(CryptographicException))]
    [InlineData(26, typeof(CryptographicException))]
    [InlineData(30, typeof(CryptographicException))]
    [InlineData(131, typeof(CryptographicException))]
    [InlineData(0, typeof(InvalidDataException))]
    [InlineData(1, typeof(InvalidDataException))]
    public void A_changed_file_is_refused(int at, Type expected)
    {
        PassphraseKeyFile.Create(File, "p"u8);
        var content = System.IO.File.ReadAllBytes(File);
        content[at] ^= 1;
        System.IO.File.WriteAllBytes(File, content);
        Assert.Throws(expected, () => PassphraseKeyFile.Read(File, "p"u8));
    }

    [Theory]
    [InlineData(2, 0xFF)]
    [InlineData(3, 0xFF)]
    [InlineData(3, 0x00)]
    [InlineData(8, 0xFF)]
    [InlineData(9, 0x00)]
    public void A_file_that_asks_for_too_much_or_too_little_is_refused_before_it_costs_anything(int at, byte value)
    {
        PassphraseKeyFile.Create(File, "p"u8);
        var content = System.IO.File.ReadAllBytes(File);
        content[at] = value;
        System.IO.File.WriteAllBytes(File, content);
        Assert.Throws<InvalidDataException>(() => PassphraseKeyFile.Read(File, "p"u8));
    }

    [Fact]
    public void A_file_that_was_cut_or_made_longer_is_refused()
    {
        PassphraseKeyFile.Create(File, "p"u8);
        var content = System.IO.File.ReadAllBytes(File);
        foreach (var other in (byte[][])[[], content[..^1], [.. content, 0]])
        {
            System.IO.File.WriteAllBytes(File, other);
            Assert.Throws<InvalidDataException>(() => PassphraseKeyFile.Read(File, "p"u8));
        }
    }

    [Fact]
    public void A_file_is_for_its_owner_alone_and_is_never_overwritten()
    {
        PassphraseKeyFile.Create(File, "p"u8);
        Assert.Throws<IOException>(() => PassphraseKeyFile.Create(File, "p"u8));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }
}
