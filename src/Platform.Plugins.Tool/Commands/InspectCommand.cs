using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>inspect</c>: what a package says about itself, whoever made it.</summary>
internal sealed class InspectCommand(Option<bool> isJson, TextWriter output)
{
    private readonly PackageFile _package = new();

    public Command Create()
    {
        var command = new Command("inspect", "Shows what a package says about itself. It proves nothing: that is what verify is for.")
        {
            _package.Argument,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var bytes = await _package.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var package = PluginPackage.Read(bytes, _package.NameOf(parsed));
        var manifest = package.Manifest;
        var answer = new Answer(output, parsed.GetValue(isJson), "inspect");
        answer.Add("id", "plugin", manifest.Id);
        answer.Add("version", "version", manifest.Version.ToString());
        answer.Add("name", "name", manifest.DisplayName);
        answer.Add("description", "about", manifest.Description.Length == 0 ? null : manifest.Description);
        answer.Add("digest", "digest", package.Digest);
        answer.Add("assembly", "assembly", manifest.Assembly);
        answer.Add("activation", "loaded", manifest.Activation == PluginActivation.Lazy ? "when needed" : "at every start");
        answer.Add("isolation", "isolation", IsolationOf(manifest));
        answer.Add("memoryMebibytes", "memory", WithUnit(manifest.MemoryMebibytes, "MiB"));
        answer.Add("callMilliseconds", "call", WithUnit(manifest.CallMilliseconds, "ms"));
        answer.AddEach("contracts", "contract", Sorted(manifest.Contracts).Select(each =>
            Parts(("name", each.Key), ("versions", each.Value.ToString()))));
        answer.AddEach("contributes", "contributes", manifest.Contributions.Select(each =>
            Parts(("contract", each.Contract), ("name", each.Name), ("type", each.Type))));
        answer.AddEach("capabilities", "asks for", manifest.Capabilities);
        answer.AddEach("dependencies", "needs", Sorted(manifest.Dependencies).Select(each =>
            Parts(("id", each.Key), ("versions", each.Value.Versions.ToString()), ("digest", each.Value.Digest))));
        answer.AddEach("files", "file", package.Files.Order(StringComparer.Ordinal));
        answer.AddEach("keyIds", "signed by", package.SignerKeyIds);
        return await answer.EndAsync(package.SignerKeyIds.IsEmpty ? "not signed" : "not verified").ConfigureAwait(false);
    }

    private static string? WithUnit(int? number, string unit) =>
        number is null ? null : string.Create(CultureInfo.InvariantCulture, $"{number} {unit}");

    private static string IsolationOf(PluginManifest manifest) => manifest.Isolation switch
    {
        PluginIsolation.InProcess => "in-process",
        PluginIsolation.Process => "process",
        _ => "sandbox",
    };

    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(IReadOnlyDictionary<string, T> members) =>
        members.OrderBy(each => each.Key, StringComparer.Ordinal);

    private static (string Name, string? Value)[] Parts(params (string Name, string? Value)[] parts) => parts;
}
