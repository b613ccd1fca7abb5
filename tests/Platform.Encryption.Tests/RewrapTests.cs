using Platform.Encryption.Keys;
using Platform.Encryption.Rewrapping;

namespace Platform.Encryption.Tests;

/// <summary>What makes "rotated" into "the old key is gone".</summary>
public sealed class RewrapTests : KeyringTestBase
{
    [Fact]
    public async Task After_rewrapping_the_former_tenant_keys_wrap_nothing_and_can_go()
    {
        var values = await FillAsync(30);
        var former = (await Store.ReadAsync(North, Cancellation)).Keys[0].Id;
        for (var i = 0; i < 3; i++)
            await Keyring.RotateAsync(North, Cancellation);
        Assert.Equal(2, (await Keyring.RetireTenantKeysAsync("north", Cancellation)).Count);

        Assert.Equal(new RewrapReport(30, 0), await Keyring.RewrapAsync("north", Cancellation));
        Assert.Equal(new RewrapReport(0, 0), await Keyring.RewrapAsync("north", Cancellation));
        Assert.Equal([former], await Keyring.RetireTenantKeysAsync("north", Cancellation));

        Assert.Single((await Store.ReadAsync(North, Cancellation)).Keys);
        await AllOpenAsync(Keyring, values);
        await AllOpenAsync(Another(), values);
    }

    [Fact]
    public async Task Cold_after_three_rotations_and_rewrapping_costs_one_call_to_the_root_key_and_before_one_for_each_key_that_is_needed()
    {
        var values = await FillAsync(5);
        for (var i = 0; i < 3; i++)
            await Keyring.RotateAsync(North, Cancellation);
        var calls = Root.Unwraps;
        await AllOpenAsync(Another(), values);
        Assert.Equal(1, Root.Unwraps - calls);

        await Keyring.RewrapAsync("north", Cancellation);
        calls = Root.Unwraps;
        await AllOpenAsync(Another(), values);
        Assert.Equal(1, Root.Unwraps - calls);
    }

    [Fact]
    public async Task A_key_that_still_wraps_something_is_not_retired_nor_is_the_newest()
    {
        await FillAsync(1);
        Assert.Empty(await Keyring.RetireTenantKeysAsync("north", Cancellation));
        await Keyring.RotateAsync(North, Cancellation);
        Assert.Empty(await Keyring.RetireTenantKeysAsync("north", Cancellation));
        Assert.Equal(2, (await Store.ReadAsync(North, Cancellation)).Keys.Count);
    }

    [Fact]
    public async Task Keys_that_were_wrapped_anew_between_reading_and_unwrapping_are_read_once_more()
    {
        var value = await SealAsync(Keyring, Ada);
        var rewrapped = 0;
        Store.AfterReading = async scope =>
        {
            if (scope != Ada || Interlocked.Exchange(ref rewrapped, 1) == 1)
                return;
            await Keyring.RotateAsync(North, Cancellation);
            await Keyring.RewrapAsync("north", Cancellation);
            Assert.Single(await Keyring.RetireTenantKeysAsync("north", Cancellation));
        };

        Assert.Equal("x", await OpenAsync(Another(), Ada, value));
        Assert.Equal(1, rewrapped);
    }

    [Fact]
    public async Task Keys_that_are_not_genuine_are_read_once_more_and_no_oftener()
    {
        await SealAsync(Keyring, Ada);
        Store.Change = static stored => stored.Keys.Count > 0 && stored.Keys[0].Scope == Ada
            ? stored with { Keys = [stored.Keys[0] with { Wrapped = new byte[stored.Keys[0].Wrapped.Length] }] } : stored;
        var late = Another();
        var reads = Store.Reads;

        Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => OpenAsync(late, Ada, [])));
        Assert.InRange(Store.Reads - reads, 3, 4);
    }

    [Fact]
    public async Task An_instance_that_does_not_know_of_it_cannot_bring_a_key_under_one_that_was_retired()
    {
        var late = Another();
        await SealAsync(late, Ada);
        await Keyring.RotateAsync(North, Cancellation);
        await Keyring.RewrapAsync("north", Cancellation);
        await Keyring.RetireTenantKeysAsync("north", Cancellation);

        var value = await SealAsync(late, Bob);

        Assert.Equal("x", await OpenAsync(Another(), Bob, value));
        var newest = Assert.Single((await Store.ReadAsync(North, Cancellation)).Keys).Id.ToString();
        Assert.Equal(newest, Assert.Single((await Store.ReadAsync(Bob, Cancellation)).Keys).WrappedBy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_at_any_step_it_goes_on_where_it_was_and_nothing_is_lost(bool afterTheStep)
    {
        var values = await FillAsync(6);
        for (var crash = 0; crash < 6; crash++)
        {
            await Keyring.RotateAsync(North, Cancellation);
            var steps = 0;
            Task Crash(string what) => what == "rewrap" && steps++ == crash ? throw new IOException("killed") : Task.CompletedTask;
            if (afterTheStep)
                Store.After = Crash;
            else
                Store.Before = Crash;
            await Assert.ThrowsAsync<IOException>(() => Keyring.RewrapAsync("north", Cancellation));
            Store.Before = Store.After = static _ => Task.CompletedTask;
            await AllOpenAsync(Another(), values);

            var report = await Another().RewrapAsync("north", Cancellation);

            Assert.Equal(new RewrapReport(6 - crash - (afterTheStep ? 1 : 0), 0), report);
            Assert.Single(await Keyring.RetireTenantKeysAsync("north", Cancellation));
            await AllOpenAsync(Another(), values);
        }
    }

    [Fact]
    public async Task Making_rotating_and_shredding_go_on_meanwhile()
    {
        var values = await FillAsync(40);
        await Keyring.RotateAsync(North, Cancellation);
        var others = Enumerable.Range(0, 4).Select(worker => Task.Run(
            async () =>
            {
                var keyring = Another();
                for (var i = 0; i < 20; i++)
                {
                    var scope = KeyScope.ForSubject("north", "made meanwhile", $"{worker}-{i}");
                    var value = await SealAsync(keyring, scope);
                    await keyring.RotateAsync(scope, Cancellation);
                    Assert.Equal("x", await OpenAsync(keyring, scope, value));
                    if (i % 3 == 0)
                        await keyring.ShredAsync(scope, Cancellation);
                }
            },
            Cancellation)).ToArray();

        await Keyring.RewrapAsync("north", Cancellation);
        await Task.WhenAll(others);
        Assert.Equal(0, (await Keyring.RewrapAsync("north", Cancellation)).Left);
        Assert.Single(await Keyring.RetireTenantKeysAsync("north", Cancellation));
        await AllOpenAsync(Another(), values);
    }

    [Fact]
    public async Task One_forged_row_is_counted_and_does_not_hold_up_the_others()
    {
        var values = await FillAsync(5);
        await Keyring.RotateAsync(North, Cancellation);
        var victim = (await Store.ReadAsync(values[2].Scope, Cancellation)).Keys[0];
        var forged = victim.Wrapped.ToArray();
        forged[^1] ^= 1;
        await Store.TryRewrapAsync(victim, victim with { Wrapped = forged }, Cancellation);

        Assert.Equal(new RewrapReport(4, 1), await Keyring.RewrapAsync("north", Cancellation));
        Assert.Empty(await Keyring.RetireTenantKeysAsync("north", Cancellation));
    }

    [Fact]
    public async Task Tenants_can_be_brought_under_a_new_root_key_and_the_old_one_taken_away()
    {
        using var old = LocalRootKey.FromSecret(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var secret = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        using var alone = LocalRootKey.FromSecret(secret);
        using var both = LocalRootKey.FromSecret(secret).WithRetired(old);
        byte[] value;
        using (var before = new Keyring(Store, old))
        {
            await before.InitializeStoreAsync(Cancellation);
            value = await SealAsync(before, Ada);
            await SealAsync(before, KeyScope.ForPurpose("south", "x"));
        }
        using (var stranger = new Keyring(Store, alone))
            Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => OpenAsync(stranger, Ada, value)));

        using (var during = new Keyring(Store, both))
        {
            Assert.Equal(new RewrapReport(3, 0), await during.RewrapRootAsync(Cancellation));
            Assert.Equal(new RewrapReport(0, 0), await during.RewrapRootAsync(Cancellation));
        }

        using var after = new Keyring(Store, alone);
        await after.CheckStoreAsync(Cancellation);
        Assert.Equal("x", await OpenAsync(after, Ada, value));
        using var late = new Keyring(Store, old);
        Assert.Equal(KeyUnavailableReason.NotGenuine, await ReasonAsync(() => OpenAsync(late, Ada, value)));
    }

    [Fact]
    public async Task A_tenant_without_keys_has_nothing_to_wrap() =>
        Assert.Equal(KeyUnavailableReason.Missing, await ReasonAsync(() => Keyring.RewrapAsync("nobody", Cancellation)));

    private static async Task AllOpenAsync(Keyring keyring, IEnumerable<(KeyScope Scope, byte[] Value)> values)
    {
        foreach (var (scope, value) in values)
            Assert.Equal("x", await OpenAsync(keyring, scope, value));
    }

    private async Task<List<(KeyScope Scope, byte[] Value)>> FillAsync(int count)
    {
        var values = new List<(KeyScope Scope, byte[] Value)>();
        for (var i = 0; i < count; i++)
        {
            var scope = i % 3 == 0 ? KeyScope.ForPurpose("north", $"{i}") : KeyScope.ForSubject("north", "residents", $"{i}");
            values.Add((scope, await SealAsync(Keyring, scope)));
        }
        return values;
    }
}
