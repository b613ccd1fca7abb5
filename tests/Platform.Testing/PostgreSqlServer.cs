using System.Data.Common;
using Xunit;

namespace Platform.Testing;

/// <summary>The PostgreSQL server that <c>eng/test.sh</c> starts for the tests.</summary>
public static class PostgreSqlServer
{
    /// <summary>The environment variable with the connection string of a superuser.</summary>
    public const string Variable = "PLATFORM_TEST_POSTGRESQL";

    /// <summary>Whether there is a server.</summary>
    public static bool IsAvailable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Skips the calling test, with the reason, where there is no server.</summary>
    public static void SkipUnlessAvailable() =>
        Assert.SkipUnless(IsAvailable, $"{Variable} is not set: no PostgreSQL (eng/test.sh starts one)");

    /// <summary>The connection string of the superuser, in Npgsql's form. The calling test is skipped where there is no server.</summary>
    /// <param name="database">The database to connect to; <see langword="null"/> for the server's own.</param>
    /// <returns>A connection string.</returns>
    public static string ConnectionString(string? database = null)
    {
        SkipUnlessAvailable();
        var builder = new DbConnectionStringBuilder { ConnectionString = Environment.GetEnvironmentVariable(Variable)! };
        if (database is not null)
            builder["Database"] = database;
        return builder.ConnectionString;
    }
}
