using CityDesk.Staff;

namespace CityDesk.Tests.StaffConsole;

public sealed class SignInTimingTests
{
    [Fact]
    public void Nobody_has_any_password_and_being_refused_costs_the_same_work()
    {
        var member = StaffPasswords.CreateMember("ana", "Ana", "secret", Desk.Today);

        Assert.True(StaffPasswords.Verify(member, "secret"));
        Assert.False(StaffPasswords.Verify(null, "secret"));

        // Each takes tens of milliseconds of hashing; without the work for nobody the ratio would be thousands. The fastest
        // of several runs is what the work itself takes.
        var wrong = Fastest(() => StaffPasswords.Verify(member, "guess"));
        var nobody = Fastest(() => StaffPasswords.Verify(null, "guess"));
        Assert.InRange(nobody / wrong, 0.1, 10);
    }

    private static double Fastest(Action action) => Enumerable.Range(0, 7).Min(_ =>
    {
        var from = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(from).TotalMilliseconds;
    });
}
