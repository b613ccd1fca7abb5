namespace Platform.RateLimiting.Simulation;

/// <summary>The scenarios that come with the package.</summary>
public static class Scenarios
{
    private static readonly ServiceModel Pool = new();

    private static readonly ServiceModel Threads = new() { Parallelism = 32, IsShared = true, Coherency = 0.0002 };

    /// <summary>All of them, in the order in which the page shows them.</summary>
    public static IReadOnlyList<Scenario> All => [Overload, Thrashing, HeavyTail, CapacityLoss, SlowDown, LoadSteps, RetryStorm, AbusiveTenant, Priorities, LargeService, LongOverload];

    /// <summary>Five times what a pool of 32 connections can do.</summary>
    public static Scenario Overload { get; } = new()
    {
        Name = "overload",
        Description = "Five times what a pool of 32 connections can do, for a minute.",
        Service = Pool,
    };

    /// <summary>Five times what a service can do that does less the more is in it.</summary>
    public static Scenario Thrashing { get; } = new()
    {
        Name = "thrashing",
        Description = "Five times what a service can do whose calls get into each other's way: with 200 at once it does a third of what it does with 32.",
        Service = Threads,
    };

    /// <summary>Five times the capacity, with a few calls that take hundreds of times the mean.</summary>
    public static Scenario HeavyTail { get; } = new()
    {
        Name = "heavy-tail",
        Description = "Five times the capacity, and some calls take hundreds of times the mean (Pareto, exponent 1.8).",
        Service = Pool with { Times = new ServiceTimes.Pareto(1.8) },
    };

    /// <summary>The service loses three quarters of its connections for half a minute.</summary>
    public static Scenario CapacityLoss { get; } = new()
    {
        Name = "capacity-loss",
        Description = "Under five times the capacity, three of four connections are gone from second 30 to second 60.",
        Duration = TimeSpan.FromSeconds(90),
        Service = Pool,
        Capacity = [new(TimeSpan.FromSeconds(30), Parallelism: 0.25), new(TimeSpan.FromSeconds(60))],
    };

    /// <summary>Each call takes four times as long for half a minute.</summary>
    public static Scenario SlowDown { get; } = new()
    {
        Name = "slow-down",
        Description = "Under five times the capacity, every call takes four times as long from second 30 to second 60; fewer at once would not help.",
        Duration = TimeSpan.FromSeconds(90),
        Service = Pool,
        Capacity = [new(TimeSpan.FromSeconds(30), Speed: 0.25), new(TimeSpan.FromSeconds(60))],
    };

    /// <summary>A quiet service that is suddenly asked for five times its capacity, and then quiet again.</summary>
    public static Scenario LoadSteps { get; } = new()
    {
        Name = "load-steps",
        Description = "Half the capacity is asked for, from second 30 to second 60 five times of it, then half again.",
        Duration = TimeSpan.FromSeconds(90),
        Service = Threads,
        Tenants = [new("all", 0.5) { Steps = [new(TimeSpan.FromSeconds(30), 10), new(TimeSpan.FromSeconds(60), 1)] }],
    };

    /// <summary>A peak of ten seconds, with callers that try again three times.</summary>
    public static Scenario RetryStorm { get; } = new()
    {
        Name = "retry-storm",
        Description = "Ten seconds of twice the capacity, and callers that try three times again: the peak that an unprotected service does not recover from.",
        Duration = TimeSpan.FromSeconds(90),
        Service = Threads,
        Tenants = [new("all", 0.8) { Steps = [new(TimeSpan.FromSeconds(30), 2.5), new(TimeSpan.FromSeconds(40), 1)] }],
        Retries = 3,
    };

    /// <summary>Ten tenants who together ask for half of the capacity, and one who asks for five times of it.</summary>
    public static Scenario AbusiveTenant { get; } = new()
    {
        Name = "abusive-tenant",
        Description = "Ten tenants ask for half of the capacity together. An eleventh asks for five times of it.",
        Service = Pool,
        Tenants = [.. Enumerable.Range(1, 10).Select(number => new SimulatedTenant($"tenant {number}", 0.05)), new("abuser", 5)],
    };

    /// <summary>Calls of three priorities, of which the two higher ask for seven tenths of the capacity.</summary>
    public static Scenario Priorities { get; } = new()
    {
        Name = "priorities",
        Description = "Important calls for two fifths of the capacity, normal ones for three tenths, and in the background three times what there is.",
        Service = Pool,
        Tenants =
        [
            new("important", 0.4) { Priority = LoadPriority.Important },
            new("normal", 0.3) { Priority = LoadPriority.Normal },
            new("background", 3) { Priority = LoadPriority.Background },
        ],
    };

    /// <summary>A service that bears 256 calls at once, from a cold start.</summary>
    public static Scenario LargeService { get; } = new()
    {
        Name = "large-service",
        Description = "A service that bears 256 calls at once is asked for five times of it from the first second.",
        Service = new ServiceModel { Parallelism = 256, MeanTime = TimeSpan.FromMilliseconds(200) },
        Deadline = TimeSpan.FromSeconds(1),
    };

    /// <summary>An hour of five times the capacity.</summary>
    public static Scenario LongOverload { get; } = new()
    {
        Name = "long-overload",
        Description = "Five times the capacity for an hour: who compares with a remembered latency forgets what was normal.",
        Duration = TimeSpan.FromHours(1),
        WarmUp = TimeSpan.FromMinutes(5),
        Service = new ServiceModel { Parallelism = 8, MeanTime = TimeSpan.FromMilliseconds(100), Times = new ServiceTimes.LogNormal(1.5) },
        Deadline = TimeSpan.FromSeconds(1),
    };

    /// <summary>A day of five times the capacity. Not one of <see cref="All"/>: it takes as long as they do together.</summary>
    public static Scenario DayOfOverload { get; } = new()
    {
        Name = "day-of-overload",
        Description = "Five times the capacity for a day: a limit that creeps has all the time that it needs.",
        Duration = TimeSpan.FromHours(24),
        WarmUp = TimeSpan.FromHours(1),
        Service = new ServiceModel { Parallelism = 10, MeanTime = TimeSpan.FromMilliseconds(800), Times = new ServiceTimes.LogNormal(1.5) },
        Deadline = TimeSpan.FromSeconds(8),
    };

    /// <summary>All that can be found by name.</summary>
    internal static IEnumerable<Scenario> Named => All.Append(DayOfOverload);

    /// <summary>Finds a scenario.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The scenario; <see langword="null"/> if there is none of that name.</returns>
    public static Scenario? Find(string name) => Named.FirstOrDefault(scenario => string.Equals(scenario.Name, name, StringComparison.OrdinalIgnoreCase));
}
