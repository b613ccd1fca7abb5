using System.Diagnostics;
using Platform.Testing;

namespace CityDesk.Tests.Starting;

public sealed class WorkingFolderTests
{
    /// <summary>Otherwise <c>dotnet run</c> would start the program in the folder of the project, and look there for the data and for files that are named.</summary>
    [Fact]
    public async Task Dotnet_run_starts_the_desk_where_one_is()
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var evaluation = Process.Start(new ProcessStartInfo(host, ["msbuild", Path.Combine(Checkout.Root, "samples", "CityDesk", "CityDesk.csproj"), "-getProperty:RunWorkingDirectory", "-getProperty:TargetFramework", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        })!;
        var properties = System.Text.Json.Nodes.JsonNode.Parse(await evaluation.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))!["Properties"]!;
        await evaluation.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", (string)properties["RunWorkingDirectory"]!);
        Assert.Equal("net10.0", (string)properties["TargetFramework"]!);
        Assert.False(Directory.Exists(Path.Combine(Checkout.Root, "samples", "CityDesk", "Properties")), "A launchSettings.json would change what the README's command does.");
    }
}
