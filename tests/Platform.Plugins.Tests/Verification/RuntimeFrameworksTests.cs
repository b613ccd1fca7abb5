using Platform.Plugins.Verification;

namespace Platform.Plugins.Tests.Verification;

public sealed class RuntimeFrameworksTests : IDisposable
{
    private const string Dependencies = """
        {
          "targets": { ".NETCoreApp,Version=v10.0/linux-x64": {
            "Desk/1.0.0": { "runtime": { "Desk.dll": {} } },
            "Serilog/4.0.0": { "runtime": { "lib/net10.0/Serilog.dll": {} } },
            "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.0": { "runtime": { "System.Private.CoreLib.dll": {}, "System.Text.Json.dll": {} } },
            "runtimepack.Microsoft.AspNetCore.App.Runtime.linux-x64/10.0.0": { "runtime": { "Microsoft.AspNetCore.Http.dll": {} } } } },
          "libraries": {
            "Desk/1.0.0": { "type": "project" }, "Serilog/4.0.0": { "type": "package" },
            "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.0": { "type": "runtimepack" },
            "runtimepack.Microsoft.AspNetCore.App.Runtime.linux-x64/10.0.0": { "type": "runtimepack" } }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("frameworks-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Of_a_host_that_uses_an_installed_framework_the_frameworks_are_the_installations()
    {
        var host = RuntimeFrameworks.Find(
            Paths("shared/Microsoft.NETCore.App/10.0.0", "System.Private.CoreLib", "System.Text.Json") + Path.PathSeparator + Paths("shared/Microsoft.AspNetCore.App/10.0.0", "Microsoft.AspNetCore.Http")
            + Path.PathSeparator + Paths("desk", "Desk", "Serilog") + Path.PathSeparator + Paths("packages", "Probed"), dependencies: null);

        Assert.True(host.IsOfFramework("System.Text.Json"));
        Assert.True(host.IsOfFramework("Microsoft.AspNetCore.Http"));
        Assert.All(["Desk", "Serilog", "Probed"], name => Assert.False(host.IsOfFramework(name)));
    }

    [Fact]
    public void Of_a_host_that_brings_its_framework_along_only_what_is_said_to_be_of_it_is_of_the_framework()
    {
        var file = Path.Combine(_folder.FullName, "Desk.deps.json");
        File.WriteAllText(file, Dependencies);

        var host = RuntimeFrameworks.Find(Paths("desk", "System.Private.CoreLib", "System.Text.Json", "Microsoft.AspNetCore.Http", "Desk", "Serilog"), file);

        Assert.True(host.IsOfFramework("System.Text.Json"));
        Assert.True(host.IsOfFramework("Microsoft.AspNetCore.Http"));
        Assert.False(host.IsOfFramework("Desk"));
        Assert.False(host.IsOfFramework("Serilog"));
    }

    [Fact]
    public void Where_it_cannot_be_told_nothing_is_guessed()
    {
        var own = Paths("desk", "System.Private.CoreLib", "Desk");
        var silent = Path.Combine(_folder.FullName, "silent.deps.json");
        File.WriteAllText(silent, "{}");

        Assert.Contains("single file", Assert.Throws<InvalidOperationException>(() => RuntimeFrameworks.Find(null, null)).Message, StringComparison.Ordinal);
        Assert.Contains("single file", Assert.Throws<InvalidOperationException>(() => RuntimeFrameworks.Find("System.Private.CoreLib.dll", null)).Message, StringComparison.Ordinal);
        Assert.Contains("brings its framework along", Assert.Throws<InvalidOperationException>(() => RuntimeFrameworks.Find(own, null)).Message, StringComparison.Ordinal);
        Assert.Contains("brings its framework along", Assert.Throws<InvalidOperationException>(() => RuntimeFrameworks.Find(own, silent)).Message, StringComparison.Ordinal);
    }

    private string Paths(string folder, params IEnumerable<string> names) =>
        string.Join(Path.PathSeparator, names.Select(name => Path.Combine(_folder.FullName, folder, name + ".dll")));
}
