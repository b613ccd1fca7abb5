using System.Text.Json;
using System.Xml.Linq;
using Platform.Plugins.Tool.Commands;

namespace Platform.Plugins.Tool.Tests;

/// <summary><c>new</c>. That what it makes builds, passes its test and is installed, from the packages alone, <c>eng/pack.sh --check</c> shows.</summary>
public sealed class NewCommandTests : IDisposable
{
    private static readonly string Templates = Path.Combine(Root(), "templates", "platform-plugin");

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task The_files_are_those_of_the_template_with_the_names_that_were_chosen()
    {
        (await _workshop.RunAsync("new", "acme.tax-rules", "--out", _workshop.In("made"), "--platform", "1.2.3"))
            .Ends(0).Says("plugin       acme.tax-rules").Says("name         Acme.TaxRules");

        var template = FilesOf(Templates).Where(static file => !file.Key.StartsWith(".template.config/", StringComparison.Ordinal));
        Assert.Equal(
            template.Select(static file => (Filled(file.Key), Filled(file.Value))).OrderBy(static file => file.Item1, StringComparer.Ordinal),
            FilesOf(_workshop.In("made")).Select(static file => (file.Key, file.Value)).OrderBy(static file => file.Key, StringComparer.Ordinal));
        Assert.True(File.Exists(_workshop.In("made/Plugin/Acme.TaxRules.csproj")));
        Assert.Contains("[assembly: Plugin(\"acme.tax-rules\")]", File.ReadAllText(_workshop.In("made/Plugin/Greeter.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_is_there_is_overwritten_and_what_is_no_name_is_refused()
    {
        Directory.CreateDirectory(_workshop.In("there"));
        File.WriteAllText(_workshop.In("there/mine.txt"), "mine");

        (await _workshop.RunAsync("new", "acme.tax", "--out", _workshop.In("there"))).Ends(3).Says("is there already");
        (await _workshop.RunAsync("new", "acme", "--out", _workshop.In("other"))).Ends(2).Says("is no id");
        (await _workshop.RunAsync("new", "acme.tax", "--name", "Acme Tax", "--out", _workshop.In("other"))).Ends(2).Says("--name takes");

        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_workshop.In("there")).Select(static each => Path.GetFileName(each)));
        Assert.False(Directory.Exists(_workshop.In("other")));
    }

    /// <summary>Two programs fill in one template: what they look for is the same, and so is what they take when nothing is chosen.</summary>
    [Fact]
    public void Both_faces_of_the_template_fill_in_the_same()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Templates, ".template.config", "template.json")));
        var symbols = template.RootElement.GetProperty("symbols");
        var platform = symbols.GetProperty("platform");

        Assert.Equal("PlatformPlugin1", template.RootElement.GetProperty("sourceName").GetString());
        Assert.Equal("the-publisher.the-plugin", symbols.GetProperty("idUsed").GetProperty("replaces").GetString());
        Assert.Equal("0.0.0-platform", platform.GetProperty("replaces").GetString());
        foreach (var package in new[] { "Platform.Plugins.Abstractions", "Platform.Plugins.Testing", "Platform.Plugins.Tool", "Platform.Plugins.Templates" })
        {
            var project = XDocument.Load(Path.Combine(Root(), "src", package, $"{package}.csproj"));
            Assert.Equal(platform.GetProperty("defaultValue").GetString(), project.Descendants("VersionPrefix").Single().Value);
        }
        Assert.Equal(platform.GetProperty("defaultValue").GetString(), NewCommand.OwnVersion.Split('-')[0]);
    }

    private static string Filled(string text) => text.Replace("PlatformPlugin1", "Acme.TaxRules", StringComparison.Ordinal)
        .Replace("the-publisher.the-plugin", "acme.tax-rules", StringComparison.Ordinal).Replace("0.0.0-platform", "1.2.3", StringComparison.Ordinal);

    private static Dictionary<string, string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
        file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText, StringComparer.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.Libraries.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
