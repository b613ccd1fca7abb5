using Platform.Encryption.Keys;
using Platform.Testing;

namespace Platform.Encryption.Tests;

/// <summary>No key is in memory longer than <see cref="KeyringSettings.UnusableAfter"/> after the store confirmed it, and the changes of others are seen in time.</summary>
public sealed class IdleKeysTests : KeyringTestBase
{
    [Fact]
    public async Task A_key_that_nobody_asks_for_is_zeroed()
    {
        FieldCipher fields;
        await SealAsync(Keyring, Ada);
        using (var lease = await Keyring.LeaseAsync(Ada, Cancellation))
            fields = lease.Fields;
        fields.SealText(Email.Row("7"u8), "x");
        var other = Another();
        await other.ShredAsync(Ada, Cancellation);

        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            return Keyring.LiveCount == 0;
        });
        Assert.Throws<ObjectDisposedException>(() => fields.SealText(Email.Row("7"u8), "x"));
    }

    [Fact]
    public async Task The_first_who_asks_after_a_shredding_by_another_and_five_minutes_is_refused()
    {
        var other = Another();
        var ada = await SealAsync(other, Ada);
        await Keyring.ShredAsync(Ada, Cancellation);
        Assert.Equal("x", await OpenAsync(other, Ada, ada));

        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => OpenAsync(other, Ada, ada)));
    }

    [Fact]
    public async Task The_first_who_asks_after_a_rotation_by_another_and_five_minutes_gets_the_new_key()
    {
        var other = Another();
        await SealAsync(other, Residents);
        var id = await Keyring.RotateAsync(Residents, Cancellation);

        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(id, KeyId.FromBytes((await SealAsync(other, Residents)).AsSpan(2, 32)));
    }

    [Fact]
    public async Task Keys_in_use_are_looked_up_ahead_so_that_nobody_waits()
    {
        await SealAsync(Keyring, Residents);
        await SealAsync(Keyring, Residents);
        var reads = Store.Reads;

        Time.Advance(TimeSpan.FromMinutes(4));
        await UntilAsync(() => Store.Reads > reads && !IsLookingUp(Keyring, Residents) && !IsLookingUp(Keyring, North));

        Store.Gate = new TaskCompletionSource().Task;
        Time.Advance(TimeSpan.FromMinutes(1.5));
        await SealAsync(Keyring, Residents).WaitAsync(OwnedLoop.Patience, TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task A_lease_that_is_held_goes_on_while_the_store_confirms_its_keys()
    {
        await SealAsync(Keyring, Ada);
        using var lease = await Keyring.LeaseAsync(Ada, Cancellation);
        for (var minute = 0; minute < 180; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await UntilAsync(() => !IsLookingUp(Keyring, Ada));
        }
        Assert.Equal("x", lease.Fields.OpenText(Email.Row("7"u8), lease.Fields.SealText(Email.Row("7"u8), "x")));
    }

    [Fact]
    public async Task A_lease_from_before_a_rotation_seals_no_longer_than_an_hour()
    {
        await SealAsync(Keyring, Ada);
        using var lease = await Keyring.LeaseAsync(Ada, Cancellation);
        var other = Another();
        await other.RotateAsync(Ada, Cancellation);
        Time.Advance(TimeSpan.FromMinutes(5));
        await SealAsync(Keyring, Ada);

        lease.Fields.SealText(Email.Row("7"u8), "x");
        Time.Advance(TimeSpan.FromMinutes(60));

        Assert.Throws<ObjectDisposedException>(() => lease.Fields.SealText(Email.Row("7"u8), "x"));
        Assert.Throws<ObjectDisposedException>(() => lease.Fields.SealBatch([], [], []));
        Assert.Throws<ObjectDisposedException>(() => lease.Deterministic.SealDeterministically(Email, [1]));
    }

    [Fact]
    public async Task Sealing_ends_by_the_clock_even_if_no_timer_comes()
    {
        using var key = DataKey.Generate();
        using var telemetry = new Telemetry();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var use = new KeyUse(time, TimeSpan.FromHours(1), telemetry);
        using var fields = new FieldCipher(new Keyset(key), null, use);
        using var deterministic = new DeterministicFieldCipher(new Keyset(key), null, use);
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        fields.Seal(Email.Row("7"u8), [1]);
        use.Renew(Moment.Now(time));
        time.Advance(TimeSpan.FromMinutes(59));
        fields.Seal(Email.Row("7"u8), [1]);
        deterministic.SealDeterministically(Email, [1]);

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Throws<ObjectDisposedException>(() => fields.Seal(Email.Row("7"u8), [1]));
        Assert.Throws<ObjectDisposedException>(() => deterministic.SealDeterministically(Email, [1]));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Sealing_ends_when_a_machine_wakes_that_slept_through_the_time()
    {
        await SealAsync(Keyring, Ada);
        using var lease = await Keyring.LeaseAsync(Ada, Cancellation);
        lease.Fields.SealText(Email.Row("7"u8), "x");
        await Another().RotateAsync(Ada, Cancellation);

        // What sleeps has a monotonic clock that stands still, and no timer.
        Time.AdjustTime(Time.GetUtcNow() + TimeSpan.FromMinutes(60));

        Assert.Throws<ObjectDisposedException>(() => lease.Fields.SealText(Email.Row("7"u8), "x"));
        Assert.Throws<ObjectDisposedException>(() => lease.Deterministic.SealDeterministically(Email, [1]));
        using var next = await Keyring.LeaseAsync(Ada, Cancellation);
        Assert.Equal((await Store.ReadAsync(Ada, Cancellation)).Keys[^1].Id, next.PrimaryId);
    }

    [Fact]
    public async Task A_lease_that_is_held_while_the_store_is_away_ends_after_an_hour()
    {
        await SealAsync(Keyring, Ada);
        using var lease = await Keyring.LeaseAsync(Ada, Cancellation);
        Store.Failure = new IOException("away");

        Time.Advance(TimeSpan.FromMinutes(60));

        Assert.Throws<ObjectDisposedException>(() => lease.Fields.SealText(Email.Row("7"u8), "x"));
    }

    [Fact]
    [StopTestOf(typeof(KeyCache))]
    public async Task After_disposal_no_timer_looks_anything_up()
    {
        await SealAsync(Keyring, Residents);
        await SealAsync(Keyring, Residents);
        Keyring.Dispose();
        var reads = Store.Reads;

        Time.Advance(TimeSpan.FromHours(3));

        Assert.Equal((reads, 0), (Store.Reads, Keyring.LiveCount));
    }

    private static bool IsLookingUp(Keyring keyring, KeyScope scope)
    {
        const System.Reflection.BindingFlags Hidden = System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance;
        var cache = typeof(Keyring).GetField("_cache", Hidden)!.GetValue(keyring)!;
        var entries = (System.Collections.Concurrent.ConcurrentDictionary<KeyScope, KeyringEntry>)typeof(KeyCache).GetField("_entries", Hidden)!.GetValue(cache)!;
        return entries.TryGetValue(scope, out var entry) && entry.Loading is not null;
    }
}
