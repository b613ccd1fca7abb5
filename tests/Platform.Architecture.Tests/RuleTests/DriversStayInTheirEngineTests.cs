using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class DriversStayInTheirEngineTests
{
    [Fact]
    public void The_web_framework_in_a_core_package_is_refused()
    {
        var planted = Planted.Package("Platform.Errors").WithItem("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""").Build();

        Planted.IsCaught(DriversStayInTheirEngine.Check(planted), "Platform.Errors", "Microsoft.AspNetCore.App");
    }

    [Fact]
    public void A_web_assembly_in_a_core_package_is_refused()
    {
        var planted = Planted.Package("Platform.Errors").With("class Leak { Microsoft.AspNetCore.Http.HttpContext? _context; }").Build();

        Planted.IsCaught(DriversStayInTheirEngine.Check(planted), "Platform.Errors", "Microsoft.AspNetCore.Http");
    }

    [Theory]
    [InlineData("Platform.Errors.AspNetCore")]
    [InlineData("Platform.Hosting")]
    public void The_web_framework_in_a_web_face_is_allowed(string package)
    {
        var planted = Planted.Package(package).WithItem("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""")
            .With("class Face { Microsoft.AspNetCore.Http.HttpContext? _context; }").Build();

        Planted.IsClean(DriversStayInTheirEngine.Check(planted));
    }

    [Theory]
    [InlineData("Platform.Audit", "Npgsql")]
    [InlineData("Platform.Audit", "Microsoft.Data.Sqlite.Core")]
    [InlineData("Platform.Audit.Sqlite", "Npgsql")]
    [InlineData("Platform.Hosting", "StackExchange.Redis")]
    [InlineData("Platform.Encryption", "NSec.Cryptography")]
    [InlineData("Platform.Encryption.AspNetCore", "Microsoft.EntityFrameworkCore.Relational")]
    [InlineData("Platform.Webhooks", "OpenTelemetry.Api")]
    [InlineData("Platform.Errors", "Grpc.StatusProto")]
    [InlineData("Platform.Errors.AspNetCore", "Google.Api.CommonProtos")]
    [InlineData("Platform.Encryption", "Azure.Security.KeyVault.Keys")]
    public void A_driver_outside_its_engine_is_refused(string package, string driver)
    {
        var planted = Planted.Package(package).WithItem($"""<PackageReference Include="{driver}" />""").Build();

        Planted.IsCaught(DriversStayInTheirEngine.Check(planted), package, driver);
    }

    [Theory]
    [InlineData("Platform.Audit.PostgreSql", "Npgsql")]
    [InlineData("Platform.Audit.Sqlite", "Microsoft.Data.Sqlite")]
    [InlineData("Platform.RateLimiting.Redis", "StackExchange.Redis")]
    [InlineData("Platform.Encryption.Sodium", "NSec.Cryptography")]
    [InlineData("Platform.Encryption.AwsKms", "AWSSDK.KeyManagementService")]
    [InlineData("Platform.Audit.Ed25519", "BouncyCastle.Cryptography")]
    [InlineData("Platform.Encryption.EntityFrameworkCore", "Microsoft.EntityFrameworkCore")]
    [InlineData("Platform.OpenTelemetry", "OpenTelemetry.Api")]
    [InlineData("Platform.Errors.Grpc", "Grpc.StatusProto")]
    [InlineData("Platform.Errors", "Azurite")]
    [InlineData("Platform.Errors", "Microsoft.Extensions.Options")]
    public void A_driver_in_its_engine_is_allowed(string package, string driver)
    {
        var planted = Planted.Package(package).WithItem($"""<PackageReference Include="{driver}" />""").Build();

        Planted.IsClean(DriversStayInTheirEngine.Check(planted));
    }
}
