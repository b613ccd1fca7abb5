using System.CommandLine;
using Platform.Plugins.Storage;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Tool.Files;

/// <summary>The store of installed plugins, and whom to trust with it.</summary>
internal sealed class StoreOptions
{
    private readonly TrustFile _trust = new();
    private readonly Option<DirectoryInfo> _folder = new("--store")
    {
        Description = "Folder of the plugin store.",
        HelpName = "FOLDER",
        DefaultValueFactory = static _ => new DirectoryInfo("plugins"),
    };

    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_trust.Option);
    }

    /// <summary>Opens the store. Who only looks makes none.</summary>
    /// <exception cref="ToolException">There is none, and none is to be made.</exception>
    public async Task<PluginStore> OpenAsync(
        ParseResult parsed, TimeProvider time, bool mayCreate, PluginVerifier? verifier, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(_folder).FullName;
        var trust = await _trust.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        return mayCreate || File.Exists(Path.Combine(folder, StoreStateFormat.FileName))
            ? PluginStore.Open(folder, trust, time, verifier: verifier)
            : throw new ToolException($"There is no plugin store {folder}.");
    }
}
