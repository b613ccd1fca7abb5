namespace CityDesk.Health;

/// <summary>What a check is about, and what staff can do while it does not say that all is well.</summary>
/// <param name="Title">In a word or two.</param>
/// <param name="WhatToDo">What it means for residents and staff, and what helps.</param>
internal sealed record HealthAdvice(string Title, string WhatToDo)
{
    private const string OfCircuits = "resilience:";

    /// <summary>For a check that nobody has described here the name has to do: a new check is shown all the same.</summary>
    public static HealthAdvice Of(string check) => check switch
    {
        "database" => new(
            "Database",
            "Nothing is taken in or shown without it. See whether it runs and its disk has room. The desk goes on by itself then."),
        "audit" => new(
            "Audit log",
            "What cannot be recorded is refused. Look whether the disk has room and the file of the last checkpoint can be written, "
            + "then verify the log on the page Audit."),
        "encryption" => new(
            "Residents’ keys",
            "Only keys that are still in memory open anything. See whether the file of the root key and the key store are where they were."),
        "outbox" => new(
            "What contractors are told",
            "Requests are taken in as ever; contractors hear of them later, each change once and in order. Look at the database first."),
        "ratelimiting-redis" => new(
            "Shared limits",
            "Each instance goes on with its own share of the limits. Look whether Redis runs; nothing is to be done here when it is back."),
        "platform-plugins" => new(
            "Plugins",
            "The desk works without them. The page Plugins says which one, and what can be done: go back to the version before, or remove it."),
        _ when check.StartsWith(OfCircuits, StringComparison.Ordinal) =>
            new(
                $"Service {check[OfCircuits.Length..]}",
                "Requests are taken in without what this service adds. It is tried again by itself; look whether it runs, and whether its "
                + "address is right."),
        _ => new(check, "Tell whoever runs the desk the name of this check; the log says more."),
    };
}
