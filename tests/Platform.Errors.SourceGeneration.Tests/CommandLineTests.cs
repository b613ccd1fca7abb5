using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>The same, said by <c>dotnet build</c> itself.</summary>
public sealed partial class CommandLineTests : IDisposable
{
    private const string Other = "[ErrorCatalog(\"bills\")] public static partial class BillErrors { [Error(\"unpaid\", ErrorKind.Gone)] public static partial Error Unpaid(); }";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-errors-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_mistake_that_the_language_lets_pass_is_printed_alone() => Assert.Equal(
        ["PLTERR001 'C'", "PLTERR004 'Outside'", "PLTERR006 'H'", "PLTERR007 'J'", "PLTERR010 'unpaid'", "PLTERR019 'p'", "PLTERR019 'when'"],
        await BuildAsync(
            """
            [ErrorCatalog("orders")]
            public static partial class A
            {
                [Error("D", ErrorKind.NotFound, Detail = "Closed since {when}.")]
                public static partial Error D(DateTime when);
                [Error("G", ErrorKind.NotFound, Detail = "{o} {p}")]
                public static partial Error G(decimal o, List<int> p);
                [Error("H", ErrorKind.NotFound)]
                public static partial string H();
                [Error("J", ErrorKind.NotFound)]
                public static partial Error J<T>();
            }
            public partial class B
            {
                [Error("O", ErrorKind.NotFound)]
                public static partial Error Outside();
            }
            [ErrorCatalog("more")]
            public partial class C
            {
                [Error("C", ErrorKind.NotFound)]
                public static partial Error D();
            }
            """ + Other));

    [Fact]
    public async Task Every_mistake_is_printed_beside_what_the_compiler_has_to_say() => Assert.Equal(
        ["CS0501 'A.M()'", "CS0708 'N'", "CS0751", "CS8795 'A.N()'", "CS8795 'K.K2()'", "PLTERR001 'K'", "PLTERR005 'M'", "PLTERR005 'N'", "PLTERR010 'unpaid'", "PLTERR019 'when'"],
        await BuildAsync(
            """
            [ErrorCatalog("orders")]
            public static partial class A
            {
                [Error("D", ErrorKind.NotFound, Detail = "Closed since {when}.")]
                public static partial Error D(DateTime when);
                [Error("M", ErrorKind.NotFound)]
                public static Error M();
                [Error("N", ErrorKind.NotFound)]
                public partial Error N();
            }
            [ErrorCatalog("more")]
            public static class K
            {
                [Error("K", ErrorKind.NotFound)]
                public static partial Error K2();
            }
            """ + Other));

    /// <summary>Each error that is printed, with the first thing that it names.</summary>
    private async Task<List<string>> BuildAsync(string source)
    {
        var here = AppContext.BaseDirectory;
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Errors.cs"), "using Platform.Errors;\n" + source, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "Shop.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <UseSharedCompilation>false</UseSharedCompilation>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Path.Combine(here, "Platform.Errors.dll")}" />
                <Analyzer Include="{Path.Combine(here, "Platform.Errors.SourceGeneration.dll")}" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["build", "-nologo", "-nodeReuse:false", "-v:quiet", "-tl:off"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_NOLOGO"] = "1" },
        };
        using var build = Process.Start(start)!;
        var printed = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 1, string.Create(CultureInfo.InvariantCulture, $"It ended with {build.ExitCode}: {printed}"));
        return [.. Error().Matches(printed).Select(match => $"{match.Groups["id"].Value} {match.Groups["what"].Value}".Trim()).Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"error (?<id>\w+): [^'\r\n\[]*(?<what>'[^']*')?")]
    private static partial Regex Error();
}
