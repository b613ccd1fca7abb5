using System.CommandLine;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Tool.Files;

/// <summary>The host for which a plugin is looked into.</summary>
internal sealed class HostOptions
{
    private readonly Option<FileInfo[]> _shared = new("--share")
    {
        Description = "An assembly that the host shares with plugins: its contracts, and Platform.Plugins.Abstractions. May be repeated.",
        HelpName = "FILE",
    };

    private readonly Option<DirectoryInfo[]> _frameworks = new("--framework")
    {
        Description = "A folder with assemblies of the host's framework, as shared/Microsoft.AspNetCore.App/10.0.0. May be repeated; "
            + "the .NET that runs this tool when left out.",
        HelpName = "FOLDER",
    };

    public void AddTo(Command command)
    {
        command.Add(_shared);
        command.Add(_frameworks);
    }

    /// <summary>What looks into plugins; nothing where no host is described.</summary>
    public PluginVerifier? Find(ParseResult parsed)
    {
        var (shared, frameworks) = (parsed.GetValue(_shared) ?? [], parsed.GetValue(_frameworks) ?? []);
        if (shared is [] && frameworks is [])
            return null;
        var host = frameworks is [] ? HostAssemblies.OfRuntime()
            : HostAssemblies.OfFiles(frameworks.SelectMany(folder => Directory.EnumerateFiles(folder.FullName, "*.dll")));
        return new PluginVerifier(shared.Aggregate(host, static (assemblies, file) => assemblies.Share(file.FullName)));
    }
}
