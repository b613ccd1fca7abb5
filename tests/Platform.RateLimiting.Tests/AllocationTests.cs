using System.Net;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting.Gcra;
using Platform.Testing;

namespace Platform.RateLimiting.Tests;

public sealed class AllocationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [AllocationTestOf(typeof(LocalRateGate), nameof(LocalRateGate.TryAcquire))]
    [AllocationTestOf(typeof(LocalRateGate), nameof(LocalRateGate.AcquireAsync))]
    [AllocationTestOf(typeof(RateLimitKey), nameof(RateLimitKey.Hash))]
    [AllocationTestOf(typeof(RateLimitDecision), nameof(RateLimitDecision.Count))]
    [AllocationTestOf(typeof(RateLimitDecision), nameof(RateLimitDecision.RetryAfter))]
    public void An_admission_and_a_refusal_allocate_nothing()
    {
        using var gate = new TestGate(options => options
            .Policy("one", policy => policy.Limit(50_000_000, Second, 1_000_000_000))
            .Policy("three", policy => policy.Limit("a", 50_000_000, Second).Limit("b", 60_000_000, Second, 40_000_000).Limit("c", 70_000_000, Second, 30_000_000)
                .Tier("gold", tier => tier.Limit("a", 51_000_000, Second)).Consumer("tenant:acme", consumer => consumer.Tier = "gold"))
            .Policy("spent", policy => policy.Limit(1, TimeSpan.FromDays(1)))
            .Policy("blocked", policy => policy.Limit(1, Second).BlockList.Add("subject:alice")));
        var (one, three, spent, blocked) = (gate.Policies["one"], gate.Policies["three"], gate.Policies["spent"], gate.Policies["blocked"]);
        var local = gate.Local;
        var key = RateLimitKey.Tenant("acme").And(RateLimitKey.Subject("alice")).And(RateLimitKey.ClientAddress(IPAddress.Parse("2001:db8::1")));
        var denied = false;
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            local.TryAcquire(one, key, out _);
            local.TryAcquire(three, key, out var decision, 2, "gold");
            denied |= decision.Count != 3 || decision[2].Burst == 0;
            local.TryAcquire(spent, key, out var refused);
            denied |= refused.RetryAfter is null;
            local.TryAcquire(blocked, key, out _);
        });
        Assert.False(denied);
        AllocationMeter.AssertBytesPerCall(0, async () => await local.AcquireAsync(one, key));
    }

    [Fact]
    [AllocationTestOf(typeof(KeyTable), nameof(KeyTable.TryTake))]
    [AllocationTestOf(typeof(KeyTable), nameof(KeyTable.TryTakeAtOnce))]
    [AllocationTestOf(typeof(KeyTable), nameof(KeyTable.Look))]
    [AllocationTestOf(typeof(KeyTable), nameof(KeyTable.TrySwap))]
    public void A_new_key_allocates_nothing()
    {
        var clock = new GcraClock(new FakeTimeProvider());
        var table = new KeyTable(100, WhenFull.EvictOldest, clock);
        ulong tag = 0;
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            tag += 0x9E3779B97F4A7C15;
            table.TryTake(tag, clock.Now, 16, 1600, out _);
            table.TryTakeAtOnce(tag, clock.Lately, 16, 1600, out _);
            var sight = table.Look(tag);
            table.TrySwap(sight, sight.Arrival + 16);
        });
    }

    [Fact]
    [AllocationTestOf(typeof(RateLimitKey), nameof(RateLimitKey.ClientAddress))]
    public void A_key_of_an_address_allocates_nothing()
    {
        var (four, six) = (IPAddress.Parse("203.0.113.7"), IPAddress.Parse("2001:db8::1"));
        var wrong = false;
        AllocationMeter.AssertAllocatesNothing(() => wrong |= RateLimitKey.ClientAddress(four) == RateLimitKey.ClientAddress(six));
        Assert.False(wrong);
    }
}
