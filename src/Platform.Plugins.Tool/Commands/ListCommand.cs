using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Storage;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>list</c>: what is installed, and how that came about.</summary>
internal sealed class ListCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private readonly StoreOptions _store = new();
    private readonly Option<bool> _changes = new("--changes")
    {
        Description = "Also the journal: what was installed, rolled back and removed, and who agreed.",
    };

    public Command Create()
    {
        var command = new Command("list", "Shows the plugins that are installed, and those of them that are not trusted any more.")
        {
            _changes,
        };
        _store.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = await _store.OpenAsync(parsed, time, mayCreate: false, verifier: null, cancellationToken).ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "list");
        var (used, refused) = (store.Plugins, store.RevokedPlugins);
        answer.AddEach("plugins", "plugin", used.Select(Parts));
        answer.AddEach("untrusted", "NOT TRUSTED", refused.Select(Parts));
        if (parsed.GetValue(_changes))
            answer.AddEach("changes", "change", store.Changes.Select(Parts));
        var result = string.Create(CultureInfo.InvariantCulture, $"{used.Length} in use, {refused.Length} not trusted");
        return await answer.EndAsync(result).ConfigureAwait(false);
    }

    private static (string Name, string? Value)[] Parts(InstalledPlugin plugin) =>
        [("id", plugin.Manifest.Id), ("version", plugin.Manifest.Version.ToString()), ("digest", plugin.Digest)];

    private static (string Name, string? Value)[] Parts(StoreChange change) =>
    [
        ("at", change.At.ToString("u", CultureInfo.InvariantCulture)), ("kind", NameOf(change.Kind)),
        ("id", change.PluginId), ("version", change.Version), ("digest", change.Digest),
        ("person", change.Person), ("reason", change.Reason),
    ];

    private static string NameOf(StoreChangeKind kind) => kind switch
    {
        StoreChangeKind.Installed => "installed",
        StoreChangeKind.RolledBack => "rolled-back",
        StoreChangeKind.Removed => "removed",
        _ => "older-allowed",
    };
}
