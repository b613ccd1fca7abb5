using System.Security.Cryptography;
using FsCheck.Xunit;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

/// <summary>Stores and root keys that hang, throttle or give garbage.</summary>
public sealed class SlowStoreTests : KeyringTestBase
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_hangs_is_given_up_and_tried_again(bool store)
    {
        var value = await SealAsync(Keyring, Residents);
        var cold = Another();
        var never = new TaskCompletionSource();
        if (store)
            Store.Gate = never.Task;
        else
            Root.Gate = never.Task;

        var waiting = OpenAsync(cold, Residents, value);
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        });

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Store.Gate = Root.Gate = Task.CompletedTask;
        while (await Record.ExceptionAsync(() => OpenAsync(cold, Residents, value)) is not null)
            Time.Advance(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_root_key_that_throttles_is_not_asked_by_each_who_comes()
    {
        foreach (var i in Enumerable.Range(0, 50))
            await SealAsync(Keyring, KeyScope.ForSubject("north", "residents", $"{i}"));
        var cold = Another();
        Root.Failure = new HttpRequestException("429");
        var before = Root.Unwraps;

        foreach (var i in Enumerable.Range(0, 50))
            await Assert.ThrowsAsync<HttpRequestException>(() => SealAsync(cold, KeyScope.ForSubject("north", "residents", $"{i}")));

        Assert.Equal(1, Root.Unwraps - before);
    }

    [Fact]
    public async Task A_store_that_fails_is_not_asked_again_for_a_moment_that_grows()
    {
        await SealAsync(Keyring, Ada);
        var cold = Another();
        Store.Failure = new IOException("away");
        var asked = new List<int>();
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 20; i++)
                await Assert.ThrowsAsync<IOException>(() => SealAsync(cold, Ada));
            asked.Add(Store.Reads);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.InRange(asked[^1] - asked[0], 4, 20);

        Store.Failure = null;
        Time.Advance(TimeSpan.FromSeconds(15));
        await SealAsync(cold, Ada);
    }

    [Fact]
    public async Task What_was_destroyed_is_not_asked_for_again_and_again()
    {
        await SealAsync(Keyring, Ada);
        await Another().ShredAsync(Ada, Cancellation);
        var cold = Another();
        for (var i = 0; i < 20; i++)
            Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => SealAsync(cold, Ada)));
        var reads = Store.Reads;
        for (var i = 0; i < 20; i++)
            Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => SealAsync(cold, Ada)));
        Assert.Equal(reads, Store.Reads);
    }

    [Fact]
    public async Task Scopes_that_strangers_think_of_do_not_fill_memory()
    {
        var small = Another(capacity: 16);
        for (var i = 0; i < 200; i++)
            Assert.Null(await small.TryLeaseAsync(KeyScope.ForSubject("north", "residents", $"{i}"), Cancellation));
        Store.Failure = new IOException("away");
        for (var i = 200; i < 400; i++)
            await Assert.ThrowsAsync<IOException>(() => SealAsync(small, KeyScope.ForSubject("north", "residents", $"{i}")));
        Assert.InRange(small.ScopeCount, 0, 17);
    }

    [Theory]
    [InlineData(typeof(InvalidDataException))]
    [InlineData(typeof(FormatException))]
    public async Task Garbage_is_not_genuine_and_not_away(Type type)
    {
        var value = await SealAsync(Keyring, Ada);
        Store.Failure = (Exception)Activator.CreateInstance(type)!;
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => OpenAsync(Keyring, Ada, value)));
    }

    [Fact]
    public async Task A_token_that_is_away_does_not_cost_the_keys_in_memory()
    {
        var value = await SealAsync(Keyring, Ada);
        await Another().RotateAsync(North, Cancellation);
        await Another().RewrapAsync("north", Cancellation);
        Root.Failure = new CryptographicException("The device is not connected.");
        Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("x", await OpenAsync(Keyring, Ada, value));
    }

    [Property(MaxTest = 300)]
    public void Delays_double_from_a_tenth_of_a_second_to_the_longest_and_never_leave_their_half(int failures, byte jitter, ushort mostSeconds)
    {
        var n = 1 + Math.Abs(failures % 100);
        var most = TimeSpan.FromSeconds(1 + mostSeconds);
        var delay = RetryRule.DelayAfter(n, jitter / 256.0, most);

        // The naive model doubles step by step.
        var full = TimeSpan.FromMilliseconds(100);
        for (var i = 1; i < n && full < most; i++)
            full *= 2;
        full = full < most ? full : most;
        Assert.InRange(delay, full / 2, full);
    }
}
