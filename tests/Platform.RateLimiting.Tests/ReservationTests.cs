using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;

namespace Platform.RateLimiting.Tests;

public sealed class ReservationTests
{
    private static TestGate Gate(long burst = 10) => TestGate.With(policy => policy.Limit(10, TimeSpan.FromSeconds(10), burst));

    private static RateLimitReservation Reserve(TestGate gate, long cost, string key = "alice") => gate.Local.Reserve(gate.Policies["api"], RateLimitKey.Text(key), cost);

    [Fact]
    public void What_was_reserved_too_much_comes_back()
    {
        using var gate = Gate();
        var reservation = Reserve(gate, 8);

        Assert.True(reservation.Settle(3));

        Assert.Equal(7, gate.Acquire(cost: 0).Decisive!.Value.Remaining);
    }

    [Fact]
    public void What_was_reserved_too_little_is_charged_beyond_the_burst_if_it_must()
    {
        using var gate = Gate();
        var reservation = Reserve(gate, 8);

        Assert.True(reservation.Settle(25));

        Assert.False(gate.Acquire().IsAdmitted);
        Assert.Equal(TimeSpan.FromSeconds(16), gate.Acquire().RetryAfter);
    }

    /// <summary>On the system's clocks, of which the coarse one may lag behind the exact one by which was reserved.</summary>
    [Fact]
    public async Task Who_looks_just_after_it_was_settled_is_told_the_exact_rest()
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(options => options.Policy("public", policy => policy.Limit("burst", 3, TimeSpan.FromHours(1)).Limit("daily", 10, TimeSpan.FromDays(1))));
        await using var provider = services.BuildServiceProvider();
        var gate = provider.GetRequiredService<LocalRateGate>();
        var policy = provider.GetRequiredService<IRateLimitPolicies>()["public"];

        for (var caller = 0; caller < 500; caller++)
        {
            gate.Reserve(policy, RateLimitKey.Text($"caller {caller}"), cost: 3).Settle(1);
            gate.TryAcquire(policy, RateLimitKey.Text($"caller {caller}"), out var look, cost: 0);

            Assert.Equal((2, 9), (look[0].Remaining, look[1].Remaining));
        }
    }

    [Fact]
    public void It_is_settled_once()
    {
        using var gate = Gate();
        var reservation = Reserve(gate, 8);

        Assert.True(reservation.Settle(0));
        Assert.False(reservation.Settle(0));
        Assert.False(reservation.Settle(100));

        Assert.Equal(10, gate.Acquire(cost: 0).Decisive!.Value.Remaining);
    }

    [Fact]
    public void What_time_has_paid_for_does_not_come_back()
    {
        using var gate = Gate();
        var reservation = Reserve(gate, 8);
        gate.Time.Advance(TimeSpan.FromSeconds(8));
        Assert.True(gate.Acquire(cost: 10).IsAdmitted);

        reservation.Settle(0);

        Assert.Equal(0, gate.Acquire(cost: 0).Decisive!.Value.Remaining);
        Assert.False(gate.Acquire().IsAdmitted);
    }

    [Fact]
    public void Nothing_is_left_to_settle_of_what_was_refused()
    {
        using var gate = Gate();
        Reserve(gate, 10);
        var refused = Reserve(gate, 5);

        Assert.False(refused.Decision.IsAdmitted);
        Assert.False(refused.Settle(0));

        Assert.False(gate.Acquire().IsAdmitted);
    }

    [Fact]
    public void The_largest_cost_makes_a_debt_that_can_still_be_counted()
    {
        using var gate = Gate();

        Reserve(gate, 1).Settle(long.MaxValue);
        Reserve(gate, 1, "bob").Settle(long.MaxValue);

        var decision = gate.Acquire();
        Assert.False(decision.IsAdmitted);
        Assert.InRange(decision.RetryAfter!.Value, TimeSpan.FromDays(365), TimeSpan.MaxValue);
    }

    /// <summary>
    /// The model pays debts off in the order in which they were made, and a refund takes away what is left of its own.
    /// </summary>
    [Property(MaxTest = 1_000)]
    public bool In_any_order_of_reservations_refunds_and_pauses_exactly_what_is_still_owed_comes_back((byte What, byte Amount, byte Which)[] steps)
    {
        using var gate = Gate(burst: 20);
        List<Debt> model = [];
        List<(RateLimitReservation Reservation, Debt Debt)> open = [];
        foreach (var (what, amount, which) in steps)
        {
            if (what % 3 == 0)
            {
                var milliseconds = amount * 40;
                gate.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                Pay(model, milliseconds);
            }
            else if (what % 3 == 1)
            {
                var reservation = Reserve(gate, amount % 20 + 1);
                if (!reservation.Decision.IsAdmitted)
                    continue;
                var debt = new Debt { Milliseconds = (amount % 20 + 1) * 1_000 };
                model.Add(debt);
                open.Add((reservation, debt));
            }
            else if (open.Count > 0)
            {
                var (reservation, debt) = open[which % open.Count];
                open.RemoveAt(which % open.Count);
                var actual = amount % (reservation.Decision.Cost + 1);
                reservation.Settle(actual);
                debt.Milliseconds -= Math.Min(debt.Milliseconds, (reservation.Decision.Cost - actual) * 1_000);
            }
            var owed = gate.Acquire(cost: 0).Decisive!.Value.ResetAfter.TotalMilliseconds;
            if (owed != model.Sum(debt => debt.Milliseconds))
                return false;
        }
        return true;
    }

    [Fact]
    [Soak]
    public void Threads_that_reserve_and_refund_at_once_gain_nothing_and_lose_little()
    {
        using var gate = Gate(burst: 1_000);
        for (var run = 0; run < SoakLength.Of(20, 2_000); run++)
        {
            var key = $"run {run}";
            KeyTableTests.InParallel(4, thread =>
            {
                for (var call = 0; call < 500; call++)
                    Reserve(gate, 5, key).Settle(call % 5 == 0 ? 1 : 0);
            });

            // The clock stands, so nothing is paid off. A thread that is held up for more refunds than are remembered gets less back.
            Assert.InRange(gate.Acquire(key, cost: 0).Decisive!.Value.Remaining, 500, 1_000 - 4 * 100);
        }
    }

    private static void Pay(List<Debt> debts, long milliseconds)
    {
        foreach (var debt in debts)
        {
            var paid = Math.Min(debt.Milliseconds, milliseconds);
            debt.Milliseconds -= paid;
            milliseconds -= paid;
        }
    }

    private sealed class Debt
    {
        public long Milliseconds;
    }
}
