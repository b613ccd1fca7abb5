using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task Behind_another_passphrase_it_is_the_same_key_and_the_former_passphrase_opens_it_no_more()
    {
        PassphraseKeyFile.Create(File, "correct horse"u8);
        using var before = PassphraseKeyFile.Read(File, "correct horse"u8);
        var wrapped = await before.WrapAsync(RandomNumberGenerator.GetBytes(32), new byte[] { 1 }, TestContext.Current.CancellationToken);
        Assert.Throws<CryptographicException>(() => PassphraseKeyFile.Change(File, "a guess"u8, "mine"u8));
        Assert.Throws<ArgumentException>(() => PassphraseKeyFile.Change(File, "correct horse"u8, default));

        PassphraseKeyFile.Change(File, "correct horse"u8, "battery staple"u8);

        Assert.Throws<CryptographicException>(() => PassphraseKeyFile.Read(File, "correct horse"u8));
        using var after = PassphraseKeyFile.Read(File, "battery staple"u8);
        Assert.True(await after.TryUnwrapAsync(wrapped, new byte[] { 1 }, new byte[32], TestContext.Current.CancellationToken));
        Assert.Single(_folder.GetFiles());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task A_former_root_key_goes_along_until_all_is_wrapped_anew()
    {
        PassphraseKeyFile.Create(File, "old"u8);
        PassphraseKeyFile.Create(File + "-new", "new"u8);
        var former = PassphraseKeyFile.Read(File, "old"u8);
        var wrapped = await former.WrapAsync(RandomNumberGenerator.GetBytes(32), new byte[] { 1 }, TestContext.Current.CancellationToken);

        using var root = PassphraseKeyFile.Read(File + "-new", "new"u8).WithRetired(former);

        Assert.True(await root.TryUnwrapAsync(wrapped, new byte[] { 1 }, new byte[32], TestContext.Current.CancellationToken));
        Assert.NotEqual(former.CurrentVersion, root.CurrentVersion);
        Assert.Throws<ArgumentException>(() => root.WithRetired(root));
    }

    [Fact]
    public void In_a_host_the_passphrase_is_wiped_once_it_was_used()
    {
        PassphraseKeyFile.Create(File, "correct horse"u8);
        byte[] passphrase = [.. "correct horse"u8];
        var services = new ServiceCollection();
        services.AddPlatformEncryption().UseInMemoryKeyStore().UsePassphraseRootKey(File, _ => passphrase);
        using var provider = services.BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<Keyring>());
        Assert.All(passphrase, static each => Assert.Equal(0, each));
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
