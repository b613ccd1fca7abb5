using Xunit;

namespace Platform.Testing;

/// <summary>The Redis server that <c>eng/test.sh</c> starts for the tests.</summary>
public static class RedisServer
{
    /// <summary>The environment variable with the server's address.</summary>
    public const string Variable = "PLATFORM_TEST_REDIS";

    /// <summary>Whether there is a server.</summary>
    public static bool IsAvailable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The server's address, <c>host:port</c>. The calling test is skipped where there is no server.</summary>
    public static string Address
    {
        get
        {
            SkipUnlessAvailable();
            return Environment.GetEnvironmentVariable(Variable)!;
        }
    }

    /// <summary>Skips the calling test, with the reason, where there is no server.</summary>
    public static void SkipUnlessAvailable() =>
        Assert.SkipUnless(IsAvailable, $"{Variable} is not set: no Redis (eng/test.sh starts one)");

    /// <summary>A prefix for keys that no other test has: all tests share one key space, and run side by side.</summary>
    /// <returns>A prefix that ends in a colon.</returns>
    public static string NewKeyPrefix() => $"test:{Guid.NewGuid():n}:";
}
