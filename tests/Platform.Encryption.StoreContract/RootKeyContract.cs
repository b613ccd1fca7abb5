using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Xunit;

namespace Platform.Encryption.StoreContract;

/// <summary>What every root key must do: a file, a certificate, a module or a service.</summary>
public abstract class RootKeyContract
{
    private static readonly byte[] Context = [.. Enumerable.Range(0, 1_024).Select(i => (byte)i)];

    /// <summary>The root key under test.</summary>
    protected abstract IRootKey Root { get; }

    /// <summary>Another root key of the same kind.</summary>
    protected abstract IRootKey Stranger { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_wraps_it_unwraps()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        foreach (var context in (byte[][])[[], [1], Context])
        {
            var wrapped = await Root.WrapAsync(secret, context, Cancellation);
            var unwrapped = new byte[32];

            Assert.True(await Root.TryUnwrapAsync(wrapped, context, unwrapped, Cancellation));
            Assert.Equal(secret, unwrapped);
            Assert.True(wrapped.Span.IndexOf(secret) < 0);
        }
    }

    [Fact]
    public void It_names_the_version_that_wraps()
    {
        Assert.InRange(Root.CurrentVersion.Length, 1, 256);
        Assert.Equal(Root.CurrentVersion, Root.CurrentVersion);
        Assert.NotEqual(Root.CurrentVersion, Stranger.CurrentVersion);
    }

    [Fact]
    public async Task The_same_secret_is_wrapped_differently_each_time()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var (one, other) = (await Root.WrapAsync(secret, Context, Cancellation), await Root.WrapAsync(secret, Context, Cancellation));
        Assert.False(one.Span.SequenceEqual(other.Span));
    }

    [Fact]
    public async Task Another_context_does_not_unwrap()
    {
        var wrapped = await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), Context, Cancellation);
        foreach (var other in (byte[][])[[], Context[..^1], [.. Context[..^1], 0x00]])
            Assert.False(await Root.TryUnwrapAsync(wrapped, other, new byte[32], Cancellation));
    }

    [Fact]
    public async Task Another_root_key_does_not_unwrap()
    {
        var wrapped = await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), Context, Cancellation);
        Assert.False(await Stranger.TryUnwrapAsync(wrapped, Context, new byte[32], Cancellation));
    }

    [Fact]
    public async Task What_was_changed_or_cut_anywhere_does_not_unwrap()
    {
        var wrapped = (await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), Context, Cancellation)).ToArray();
        for (var at = 0; at < wrapped.Length; at++)
        {
            wrapped[at] ^= 0x40;
            Assert.False(await Root.TryUnwrapAsync(wrapped, Context, new byte[32], Cancellation), $"byte {at} was changed");
            wrapped[at] ^= 0x40;
        }
        for (var length = 0; length < wrapped.Length; length += Math.Max(1, wrapped.Length / 40))
            Assert.False(await Root.TryUnwrapAsync(wrapped.AsMemory(0, length), Context, new byte[32], Cancellation), $"cut to {length}");
        Assert.False(await Root.TryUnwrapAsync(new byte[] { 0 }, Context, new byte[32], Cancellation));
        Assert.False(await Root.TryUnwrapAsync((byte[])[.. wrapped, 0], Context, new byte[32], Cancellation));
        Assert.True(await Root.TryUnwrapAsync(wrapped, Context, new byte[32], Cancellation));
    }

    [Fact]
    public async Task Many_at_once_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(
            async () =>
            {
                var secret = RandomNumberGenerator.GetBytes(32);
                var context = new byte[] { (byte)i };
                var unwrapped = new byte[32];
                Assert.True(await Root.TryUnwrapAsync(await Root.WrapAsync(secret, context, Cancellation), context, unwrapped, Cancellation));
                Assert.Equal(secret, unwrapped);
            },
            Cancellation)));
    }

    [Fact]
    public async Task A_keyring_works_with_it()
    {
        var store = new InMemoryKeyStore();
        var column = new ColumnAddress("north", "residents", "email");
        byte[] value;
        using (var keyring = new Keyring(store, Root))
        {
            await keyring.InitializeStoreAsync(Cancellation);
            using var lease = await keyring.LeaseOrCreateAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
            value = lease.Fields.SealText(column.Row("7"u8), "ada");
        }

        using var later = new Keyring(store, Root);
        using var again = await later.LeaseAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation);
        Assert.Equal("ada", again.Fields.OpenText(column.Row("7"u8), value));
        using var stranger = new Keyring(store, Stranger);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => stranger.CheckStoreAsync(Cancellation));
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await stranger.LeaseAsync(KeyScope.ForSubject("north", "residents", "7"), Cancellation));
    }
}
