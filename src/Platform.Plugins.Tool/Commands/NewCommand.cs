using System.CommandLine;
using System.Reflection;
using System.Text;
using Platform.Plugins.Manifests;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>new</c>: the files of a first plugin, those of <c>dotnet new platform-plugin</c>, which are resources of this program.</summary>
internal sealed class NewCommand(Option<bool> isJson, TextWriter output)
{
    /// <summary>What stands in the files of the template for what is chosen; <c>template.json</c> names the same.</summary>
    private const string Name = "PlatformPlugin1";
    private const string Id = "the-publisher.the-plugin";
    private const string Version = "0.0.0-platform";

    private const string Resources = "templates/";

    private readonly Argument<string> _id = new("ID") { Description = "Publisher and name, as acme.tax." };
    private readonly Option<string> _name = new("--name")
    {
        Description = "The name of the project and its namespace; ID with large letters when left out, as Acme.Tax.",
        HelpName = "NAME",
    };

    private readonly Option<DirectoryInfo> _out = new("--out")
    {
        Description = "The folder, which is not there or is empty; NAME in this folder when left out.",
        HelpName = "FOLDER",
    };

    private readonly Option<string> _platform = new("--platform")
    {
        Description = "The version of the packages of Platform.Plugins; that of this program when left out.",
        HelpName = "VERSION",
    };

    /// <summary>The version with which this program was packed, without the commit.</summary>
    public static string OwnVersion { get; } =
        typeof(NewCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public Command Create()
    {
        var command = new Command("new", "Makes the files of a plugin with its contract and its test. Nothing that is there is overwritten.")
        {
            _id, _name, _out, _platform,
        };
        command.Validators.Add(result =>
        {
            if (PluginId.Check(result.GetValue(_id) ?? "") is { } wrong)
                result.AddError($"ID {wrong}");
            if (result.GetValue(_name) is { } name && !IsName(name))
                result.AddError("--name takes the name of a namespace: letters A to Z, digits and underscores, with full stops between them.");
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    /// <summary>Each part begins with a large letter, and what cannot be in a name is left out: <c>acme.tax-rules</c> is <c>Acme.TaxRules</c>.</summary>
    internal static string NameOf(string id) => string.Join('.', id.Split('.').Select(static part =>
        string.Concat(part.Split('-').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]))));

    private static bool IsName(string text) => text.Split('.').All(static part =>
        part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_') && part.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        var name = parsed.GetValue(_name) ?? NameOf(id);
        var folder = parsed.GetValue(_out)?.FullName ?? Path.GetFullPath(name);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new ToolException($"{folder} is there already: name an empty folder with --out.");
        var version = parsed.GetValue(_platform) ?? OwnVersion;
        var files = typeof(NewCommand).Assembly.GetManifestResourceNames().Where(static each => each.StartsWith(Resources, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        foreach (var resource in files)
        {
            using var reader = new StreamReader(typeof(NewCommand).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            var path = Path.Combine(folder, Filled(resource[Resources.Length..]).Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ToolFile.Replace(path, Encoding.UTF8.GetBytes(Filled(text)));
        }
        var answer = new Answer(output, parsed.GetValue(isJson), "new");
        answer.Add("id", "plugin", id);
        answer.Add("name", "name", name);
        answer.Add("folder", "folder", folder);
        return await answer.EndAsync("made; README.md says how to go on").ConfigureAwait(false);

        string Filled(string text) => text.Replace(Name, name, StringComparison.Ordinal).Replace(Id, id, StringComparison.Ordinal)
            .Replace(Version, version, StringComparison.Ordinal);
    }
}
