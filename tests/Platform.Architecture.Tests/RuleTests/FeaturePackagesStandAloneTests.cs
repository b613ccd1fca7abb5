using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class FeaturePackagesStandAloneTests
{
    [Theory]
    [InlineData("Platform.Audit", "Platform.Errors")]
    [InlineData("Platform.Audit.Sqlite", "Platform.Webhooks")]
    [InlineData("Platform.Audit.Sqlite", "Platform.Audit.PostgreSql")]
    [InlineData("Platform.Audit", "Platform.Audit.Sqlite")]
    [InlineData("Platform.Audit", "Platform.Hosting")]
    [InlineData("Platform.OpenTelemetry", "Platform.Errors")]
    [InlineData("Platform.Validation.SourceGeneration", "Platform.Validation")]
    [InlineData("Platform.Validation", "Platform.Errors.SourceGeneration")]
    [InlineData("Platform.Validation.AspNetCore", "Platform.Errors.SourceGeneration")]
    [InlineData("Platform.Errors", "Platform.ErrorsAndMore")]
    public void Knowing_a_stranger_is_refused(string package, string stranger)
    {
        var byProject = Planted.Package(package).WithItem($"""<ProjectReference Include="..\{stranger}\{stranger}.csproj" />""").Build();
        var byPackage = Planted.Package(package).WithItem($"""<PackageReference Include="{stranger}" />""").Build();
        var byAssembly = Planted.Package(package).Using(Planted.Package(stranger)).Build();

        Planted.IsCaught(FeaturePackagesStandAlone.Check(byAssembly), package, $"is compiled against {stranger}");
        Planted.IsCaught(FeaturePackagesStandAlone.Check(byProject).Take(1), package, $"references the project {stranger}");
        Planted.IsCaught(FeaturePackagesStandAlone.Check(byPackage).Take(1), package, $"references the package {stranger}");
    }

    [Theory]
    [InlineData("Platform.Audit.Sqlite", "Platform.Audit")]
    [InlineData("Platform.Plugins", "Platform.Plugins.Abstractions")]
    [InlineData("Platform.Plugins.Testing", "Platform.Plugins.Abstractions")]
    [InlineData("Platform.Plugins.Testing", "Platform.Plugins")]
    [InlineData("Platform.Plugins.Testing", "Platform.Plugins.InProcess")]
    [InlineData("Platform.Validation", "Platform.Validation.SourceGeneration")]
    [InlineData("Platform.Errors.Resilience", "Platform.Errors.SourceGeneration")]
    [InlineData("Platform.Encryption.EntityFrameworkCore.PostgreSql", "Platform.Encryption.EntityFrameworkCore")]
    [InlineData("Platform.Hosting", "Platform.Audit")]
    [InlineData("Platform.Hosting", "Platform.Errors.SourceGeneration")]
    [InlineData("Platform.Hosting", "Platform.RateLimiting.Redis")]
    [InlineData("Platform.Errors", "Microsoft.Extensions.Options")]
    public void Knowing_what_one_extends_is_allowed(string package, string known)
    {
        var planted = Planted.Package(package).WithItem($"""<ProjectReference Include="../{known}/{known}.csproj" />""").WithItem($"""<PackageReference Include="{known}" />""").Build();

        Planted.IsClean(FeaturePackagesStandAlone.Check(planted));
    }

    [Fact]
    public void A_tool_that_knows_the_packages_of_its_feature_is_allowed()
    {
        var planted = Planted.Package("Platform.Audit.Tool").WithProperty("PackAsTool", "true")
            .WithItem("""<ProjectReference Include="../Platform.Audit.Sqlite/Platform.Audit.Sqlite.csproj" />""").WithItem("""<ProjectReference Include="../Platform.Audit/Platform.Audit.csproj" />""").Build();

        Planted.IsClean(FeaturePackagesStandAlone.Check(planted));
    }

    [Fact]
    public void A_tool_that_knows_another_feature_or_is_a_library_is_refused()
    {
        var stranger = Planted.Package("Platform.Audit.Tool").WithProperty("PackAsTool", "true").WithItem("""<ProjectReference Include="../Platform.Webhooks/Platform.Webhooks.csproj" />""").Build();
        var library = Planted.Package("Platform.Audit.Tool").Build();

        Planted.IsCaught(FeaturePackagesStandAlone.Check(stranger), "Platform.Audit.Tool", "references the project Platform.Webhooks");
        Planted.IsCaught(FeaturePackagesStandAlone.Check(library), "Platform.Audit.Tool", "is not packed as one");
    }

    [Fact]
    public void Source_linked_from_another_package_is_refused()
    {
        var planted = Planted.Package("Platform.Audit").WithItem("""<Compile Include="..\Platform.Errors\Error.cs" />""").Build();

        Planted.IsCaught(FeaturePackagesStandAlone.Check(planted), "Platform.Audit", "compiles ../Platform.Errors/Error.cs");
    }

    [Fact]
    public void Source_linked_from_the_shared_folder_is_allowed()
    {
        var planted = Planted.Package("Platform.Audit").WithItem("""<Compile Include="../Shared/HotPathAttribute.cs" Link="Shared/HotPathAttribute.cs" />""").Build();

        Planted.IsClean(FeaturePackagesStandAlone.Check(planted));
    }

    [Fact]
    public void Internals_shown_to_another_feature_are_refused()
    {
        var planted = Planted.Package("Platform.Audit").With("""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Platform.Webhooks")]""").Build();

        Planted.IsCaught(FeaturePackagesStandAlone.Check(planted), "Platform.Audit", "Platform.Webhooks");
    }

    [Theory]
    [InlineData("Platform.Audit.Sqlite")]
    [InlineData("Platform.Audit.Tests")]
    [InlineData("Platform.Conformance.Tests")]
    [InlineData("Platform.Benchmarks")]
    public void Internals_shown_to_the_own_family_and_to_tests_are_allowed(string friend)
    {
        var planted = Planted.Package("Platform.Audit").With($"""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("{friend}")]""").Build();

        Planted.IsClean(FeaturePackagesStandAlone.Check(planted));
    }

    [Fact]
    public void A_name_says_where_a_package_stands()
    {
        Assert.True(new PackageName("Platform.Errors").IsCore);
        Assert.True(new PackageName("Platform.Plugins.Abstractions").IsCore);
        Assert.False(new PackageName("Platform.Hosting").IsCore);
        Assert.False(new PackageName("Platform.Errors.AspNetCore").IsCore);
        Assert.False(new PackageName("Platform.Errors").Extends(new PackageName("Platform.Error")));
    }
}
