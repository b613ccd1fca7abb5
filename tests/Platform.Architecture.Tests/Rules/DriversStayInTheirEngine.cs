using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 2. ASP.NET Core only in <c>*.AspNetCore</c> and <c>Platform.Hosting</c>; a driver only in the engine package that is
/// named after it, so that nobody installs a database client to get an interface.
/// </summary>
internal static class DriversStayInTheirEngine
{
    /// <summary>Each library with the name parts of the packages that may use it.</summary>
    private static readonly (string Library, string[] Homes)[] Drivers =
    [
        ("Npgsql", ["PostgreSql"]),
        ("Microsoft.Data.Sqlite", ["Sqlite"]),
        ("SQLitePCLRaw", ["Sqlite"]),
        ("Microsoft.Data.SqlClient", ["SqlServer"]),
        ("System.Data.SqlClient", ["SqlServer"]),
        ("MySqlConnector", ["MySql"]),
        ("MongoDB", ["MongoDb"]),
        ("StackExchange.Redis", ["Redis"]),
        ("Microsoft.EntityFrameworkCore", ["EntityFrameworkCore"]),
        ("RabbitMQ", ["RabbitMq"]),
        ("Confluent.Kafka", ["Kafka"]),
        ("NSec", ["Sodium", "Ed25519"]),
        ("libsodium", ["Sodium", "Ed25519"]),
        ("BouncyCastle", ["Ed25519"]),
        ("AWSSDK", ["Aws"]),
        ("Azure", ["Azure"]),
        ("Google.Cloud", ["Google"]),
        ("VaultSharp", ["Vault"]),
        ("NJsonSchema", ["NJsonSchema"]),
        ("Newtonsoft.Json", ["NJsonSchema"]),
        ("CloudNative.CloudEvents", ["CloudEvents"]),
        ("AngleSharp", ["Html"]),
        ("HtmlSanitizer", ["Html"]),
        ("OpenTelemetry", ["OpenTelemetry"]),
        ("Grpc", ["Grpc"]),
        ("Google.Protobuf", ["Grpc"]),
        ("Google.Api", ["Grpc"]),
    ];

    public static IEnumerable<Violation> Check(Package package) => WebOutOfPlace(package).Concat(DriversOutOfPlace(package));

    private static IEnumerable<Violation> WebOutOfPlace(Package package)
    {
        if (package.Name.IsWebFace || package.Name.IsHosting)
            yield break;
        if (package.Project.Sdk.EndsWith(".Web", StringComparison.Ordinal))
            yield return Web(package, $"uses {package.Project.Sdk}");
        foreach (var framework in package.Project.Items("FrameworkReference"))
            yield return Web(package, $"references the framework {framework.Include}");
        foreach (var name in LibrariesOf(package).Where(name => IsOrIsUnder(name, "Microsoft.AspNetCore")))
            yield return Web(package, $"references {name}");
    }

    private static IEnumerable<Violation> DriversOutOfPlace(Package package) =>
        from name in LibrariesOf(package)
        from driver in Drivers
        where IsOrIsUnder(name, driver.Library) && !driver.Homes.Any(home => IsAtHome(package.Name, home))
        select new Violation(package.Name.Value, $"references {name}, which belongs in a package named Platform.*.{string.Join(" or Platform.*.", driver.Homes)}.");

    private static IEnumerable<string> LibrariesOf(Package package) =>
        package.Project.Items("PackageReference").Select(item => item.Include).Concat(package.Assembly.References).Distinct(StringComparer.Ordinal);

    /// <summary>"Azure.Identity" is under "Azure"; "Azurite" is not.</summary>
    private static bool IsOrIsUnder(string name, string library) =>
        name.Equals(library, StringComparison.OrdinalIgnoreCase) || name.StartsWith(library + ".", StringComparison.OrdinalIgnoreCase);

    /// <summary>A name part counts from its start, so that <c>Platform.Encryption.AwsKms</c> is a home of AWS.</summary>
    private static bool IsAtHome(PackageName package, string home) =>
        package.Suffixes.Prepend(package.Feature).Any(part => part.StartsWith(home, StringComparison.Ordinal));

    private static Violation Web(Package package, string what) =>
        new(package.Name.Value, $"{what}; ASP.NET Core belongs in {PackageName.Prefix}{package.Name.Feature}.AspNetCore.");
}
