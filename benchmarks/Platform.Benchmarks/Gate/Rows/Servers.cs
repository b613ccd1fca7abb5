namespace Platform.Benchmarks.Gate.Rows;

/// <summary>Servers without which a row cannot be measured.</summary>
[Flags]
public enum Servers
{
    None = 0,
    PostgreSql = 1,
    Redis = 2,
}

/// <summary>Where the servers are, as <c>eng/bench.sh</c> exports it.</summary>
public static class ServerAddresses
{
    public const string PostgreSqlVariable = "PLATFORM_TEST_POSTGRESQL";
    public const string RedisVariable = "PLATFORM_TEST_REDIS";

    /// <summary>Connection string of the PostgreSQL to measure on; only for rows that declare their need of it.</summary>
    public static string PostgreSql => Required(PostgreSqlVariable);

    /// <summary>Address of the Redis to measure on; only for rows that declare their need of it.</summary>
    public static string Redis => Required(RedisVariable);

    /// <summary>Null when everything needed is there, otherwise what is missing, in words.</summary>
    internal static string? Missing(Servers needed, Func<string, string?> environment)
    {
        List<string> missing = [];
        if (needed.HasFlag(Servers.PostgreSql) && string.IsNullOrWhiteSpace(environment(PostgreSqlVariable)))
            missing.Add("PostgreSQL");
        if (needed.HasFlag(Servers.Redis) && string.IsNullOrWhiteSpace(environment(RedisVariable)))
            missing.Add("Redis");
        return missing.Count == 0 ? null : string.Join(" and ", missing);
    }

    private static string Required(string variable)
        => Environment.GetEnvironmentVariable(variable)
            ?? throw new InvalidOperationException($"{variable} is not set: the row must say .Needing(Servers.…).");
}
