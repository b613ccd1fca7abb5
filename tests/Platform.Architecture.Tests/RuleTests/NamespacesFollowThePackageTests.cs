using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class NamespacesFollowThePackageTests
{
    private static IEnumerable<Violation> Check(string code, string package = "Platform.Errors") =>
        NamespacesFollowThePackage.Check(Planted.Package(package).With(code).Build());

    [Theory]
    [InlineData("namespace Acme; class Error;", "Acme.Error")]
    [InlineData("namespace Platform; class Error;", "Platform.Error")]
    [InlineData("namespace Platform.ErrorsAndMore; class Error;", "Platform.ErrorsAndMore.Error")]
    [InlineData("class Error;", "Error")]
    [InlineData("namespace Platform.Shared; public class Error;", "Platform.Shared.Error")]
    [InlineData("namespace System.Linq; public class Error;", "System.Linq.Error")]
    public void A_type_outside_the_namespace_of_its_package_is_refused(string code, string offender) =>
        Planted.IsCaught(Check(code), offender, "outside the namespace Platform.Errors");

    [Theory]
    [InlineData("Helpers")]
    [InlineData("Utils")]
    [InlineData("Manager")]
    [InlineData("Internal")]
    public void A_namespace_that_says_nothing_is_refused(string name) =>
        Planted.IsCaught(Check($"namespace Platform.Errors.{name}; class Error;"), $"Platform.Errors.{name}.Error", name);

    [Theory]
    [InlineData("src/Platform.Errors/Helpers")]
    [InlineData("samples/CityDesk/Domain/Utilities")]
    [InlineData("tests/Platform.Errors.Tests/internal")]
    public void A_folder_that_says_nothing_is_refused(string folder) =>
        Planted.IsCaught(NamespacesFollowThePackage.Check(new House { Packages = [], Folders = [folder] }), folder, "says nothing");

    [Theory]
    [InlineData("src/Platform.Errors/Catalogs")]
    [InlineData("src/Platform.Errors/InternalServerErrors")]
    public void A_folder_named_after_a_concept_is_allowed(string folder) =>
        Planted.IsClean(NamespacesFollowThePackage.Check(new House { Packages = [], Folders = [folder] }));

    [Theory]
    [InlineData("namespace Platform.Errors; public static class PlatformErrorsStringExtensions { public static int Twice(this string text) => 2; }")]
    [InlineData("namespace Platform.Errors; public static class PlatformErrorsStringExtensions { extension(string text) { public int Twice => 2; } }")]
    [InlineData("namespace Platform.Errors.Catalogs; static class Inner { public static int Twice(this string text) => 2; }")]
    [InlineData("namespace Platform.Errors.Catalogs; public sealed class Catalog { Func<int> F(int x) => () => x; }")]
    [InlineData("namespace Platform.Shared; sealed class Linked;")]
    [InlineData("namespace System.Runtime.CompilerServices; class IsExternalInit;")]
    [InlineData("namespace Generated; [System.CodeDom.Compiler.GeneratedCode(\"G\", \"1\")] class Made;")]
    [InlineData("namespace Platform.Errors; class Table { static ReadOnlySpan<int> Primes => [2, 3, 5]; }")]
    public void Types_and_extensions_in_their_place_are_allowed(string code) => Planted.IsClean(Check(code));

    [Theory]
    [InlineData("namespace Platform.Errors; public static class ErrorExtensions { public static int Twice(this string text) => 2; }", "Platform.Errors.ErrorExtensions", "PlatformErrors…Extensions")]
    [InlineData("namespace Platform.Errors; public static class PlatformErrors { public static int Twice(this string text) => 2; }", "Platform.Errors.PlatformErrors", "PlatformErrors…Extensions")]
    [InlineData("namespace Platform.Errors.Catalogs; public static class PlatformErrorsExtensions { public static int Twice(this string text) => 2; }", "Platform.Errors.Catalogs.PlatformErrorsExtensions", "outside Platform.Errors")]
    public void An_extension_class_out_of_place_is_refused(string code, string offender, string words) =>
        Planted.IsCaught(Check(code), offender, words);

    [Fact]
    public void An_extension_class_in_the_containers_namespace_is_refused()
    {
        var violations = Check("namespace Microsoft.Extensions.DependencyInjection; public static class PlatformErrorsExtensions { public static void AddPlatformErrors(this IServiceCollection services) { } }");

        Assert.All(violations, violation => Assert.Equal("Microsoft.Extensions.DependencyInjection.PlatformErrorsExtensions", violation.Offender));
        Assert.Contains(violations, violation => violation.Message.Contains("outside Platform.Errors, where its users look", StringComparison.Ordinal));
    }

    [Fact]
    public void Hosting_speaks_for_all_and_is_allowed() =>
        Planted.IsClean(Check("namespace Platform.Hosting; public static class PlatformServiceCollectionExtensions { public static int Twice(this string text) => 2; }", "Platform.Hosting"));
}
