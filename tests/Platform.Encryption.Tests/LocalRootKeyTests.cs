using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.Tests;

public sealed class LocalRootKeyTests : RootKeyContract, IDisposable
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Context = [1, 2, 3];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-encryption-");

    private readonly LocalRootKey _root = LocalRootKey.FromSecret(RandomNumberGenerator.GetBytes(32));
    private readonly LocalRootKey _stranger = LocalRootKey.FromSecret(RandomNumberGenerator.GetBytes(32));

    protected override IRootKey Root => _root;

    protected override IRootKey Stranger => _stranger;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        _stranger.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_key_is_wrapped_for_its_context_alone()
    {
        using var root = Create("a");
        var wrapped = await root.WrapAsync(Secret, Context, Cancellation);
        var opened = new byte[32];

        Assert.True(await root.TryUnwrapAsync(wrapped, Context, opened, Cancellation));
        Assert.Equal(Secret, opened);
        Assert.False(await root.TryUnwrapAsync(wrapped, new byte[] { 1, 2, 4 }, opened, Cancellation));
        Assert.False(await root.TryUnwrapAsync(wrapped[..^1], Context, opened, Cancellation));
        Assert.False(await root.TryUnwrapAsync(default, Context, opened, Cancellation));
        Assert.False(await root.TryUnwrapAsync(wrapped, Context, new byte[31], Cancellation));
    }

    [Fact]
    public async Task A_retired_file_still_unwraps()
    {
        using var old = Create("a");
        var wrapped = await old.WrapAsync(Secret, Context, Cancellation);
        using var stranger = Create("b");
        using var rotated = LocalRootKey.ReadFile(PathOf("b"), PathOf("a"));

        Assert.True(await rotated.TryUnwrapAsync(wrapped, Context, new byte[32], Cancellation));
        Assert.False(await stranger.TryUnwrapAsync(wrapped, Context, new byte[32], Cancellation));
    }

    [Fact]
    public void A_file_is_for_its_owner_alone_and_is_never_overwritten()
    {
        LocalRootKey.CreateFile(PathOf("a"));
        var content = File.ReadAllBytes(PathOf("a"));

        Assert.Throws<IOException>(() => LocalRootKey.CreateFile(PathOf("a")));
        Assert.Equal(content, File.ReadAllBytes(PathOf("a")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("a")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(32)]
    public void A_file_that_is_no_key_is_refused_and_its_content_is_not_told(int length)
    {
        File.WriteAllBytes(PathOf("bad"), Enumerable.Repeat((byte)'s', length).ToArray());
        var thrown = Assert.Throws<InvalidDataException>(() => LocalRootKey.ReadFile(PathOf("bad")));
        Assert.DoesNotContain("sss", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_the_file_system() =>
        Assert.Throws<FileNotFoundException>(() => LocalRootKey.ReadFile(PathOf("none")));

    private LocalRootKey Create(string name)
    {
        LocalRootKey.CreateFile(PathOf(name));
        return LocalRootKey.ReadFile(PathOf(name));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
