using System.Net;
using CityDesk.Staff;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace CityDesk.Tests.StaffConsole;

public sealed class SignInThrottleTests
{
    private readonly FakeTimeProvider _clock = new(Desk.Today);

    private static SignInKey Key(string value, int free = 3, bool shared = false) => new(value, free, shared);

    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var throttle = new SignInThrottle(_clock);
        var waits = new List<double>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            while (throttle.Begin([Key("k")]) is var wait && wait > TimeSpan.Zero)
            {
                waits.Add(wait.TotalSeconds);
                _clock.Advance(wait);
            }
        }

        Assert.Equal([15, 30, 60, 120, 240, 480, 900, 900, 900], waits);
    }

    [Fact]
    public void Attempts_that_begin_together_are_all_counted()
    {
        var throttle = new SignInThrottle(_clock);

        var allowed = Enumerable.Range(0, 100).Count(_ => throttle.Begin([Key("k")]) == TimeSpan.Zero);

        Assert.Equal(3, allowed);
    }

    [Fact]
    public void An_attempt_that_must_wait_is_not_counted()
    {
        var throttle = new SignInThrottle(_clock);
        for (var attempt = 0; attempt < 1_000; attempt++)
            throttle.Begin([Key("k")]);

        Assert.Equal(SignInThrottle.FirstWait, throttle.Begin([Key("k")]));
    }

    [Fact]
    public void Success_forgives_what_is_ones_own_and_takes_only_itself_off_what_is_shared()
    {
        var throttle = new SignInThrottle(_clock);
        SignInKey[] own = [Key("own", free: 3)];
        SignInKey[] both = [Key("own", free: 3), Key("shared", free: 3, shared: true)];
        throttle.Begin([Key("shared", shared: true)]);
        throttle.Begin([Key("shared", shared: true)]);

        Assert.Equal(TimeSpan.Zero, throttle.Begin(both));
        throttle.Succeeded(both);

        Assert.Equal(TimeSpan.Zero, throttle.Begin(own));
        Assert.Equal(TimeSpan.Zero, throttle.Begin([Key("shared", shared: true)]));
        Assert.NotEqual(TimeSpan.Zero, throttle.Begin([Key("shared", shared: true)]));
    }

    [Fact]
    public void An_hour_without_an_attempt_begins_afresh()
    {
        var throttle = new SignInThrottle(_clock);
        for (var attempt = 0; attempt < 3; attempt++)
            throttle.Begin([Key("k")]);
        Assert.NotEqual(TimeSpan.Zero, throttle.Begin([Key("k")]));

        _clock.Advance(SignInThrottle.Memory + TimeSpan.FromTicks(1));

        for (var attempt = 0; attempt < 3; attempt++)
            Assert.Equal(TimeSpan.Zero, throttle.Begin([Key("k")]));
    }

    [Fact]
    public void A_flood_of_names_cannot_fill_the_memory()
    {
        var throttle = new SignInThrottle(_clock);
        for (var name = 0; name < SignInThrottle.Capacity * 2; name++)
            throttle.Begin([Key($"k{name}")]);

        Assert.InRange(throttle.Count, 1, SignInThrottle.Capacity);
    }

    [Property]
    public void A_key_that_nobody_tried_never_waits(NonEmptyString[] tried)
    {
        var throttle = new SignInThrottle(_clock);
        foreach (var name in tried)
            throttle.Begin([Key(name.Get)]);

        Assert.Equal(TimeSpan.Zero, throttle.Begin([Key("\u0001 a name that is not among them")]));
    }

    [Fact]
    public void Strangers_at_one_address_spend_that_address_only()
    {
        var throttle = new SignInThrottle(_clock);
        var here = IPAddress.Parse("198.51.100.7");
        for (var name = 0; name < SignInKeys.FreeForAddress; name++)
            Assert.Equal(TimeSpan.Zero, throttle.Begin(SignInKeys.For($"name{name}", here, null)));

        Assert.NotEqual(TimeSpan.Zero, throttle.Begin(SignInKeys.For("ana", here, null)));
        Assert.Equal(TimeSpan.Zero, throttle.Begin(SignInKeys.For("ana", IPAddress.Parse("198.51.100.8"), null)));
        Assert.Equal(TimeSpan.Zero, throttle.Begin(SignInKeys.For("ana", here, "known")));
    }

    [Fact]
    public void The_addresses_of_one_customer_are_one_place()
    {
        var one = SignInKeys.For("ana", IPAddress.Parse("2001:db8:1:2::1"), null);

        Assert.Equal(one, SignInKeys.For("ana", IPAddress.Parse("2001:db8:1:2:ffff::9"), null));
        Assert.NotEqual(one, SignInKeys.For("ana", IPAddress.Parse("2001:db8:1:3::1"), null));
        Assert.Equal(SignInKeys.For("ana", IPAddress.Parse("192.0.2.1"), null), SignInKeys.For("ana", IPAddress.Parse("::ffff:192.0.2.1"), null));
    }
}
