using System.CommandLine;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Tool.Files;

/// <summary>A package that is installed: a file, or the newest in a range of what an index offers.</summary>
internal sealed class PackageSource
{
    private readonly IndexOptions _index = new();

    public Argument<string> Argument { get; } = new("PACKAGE")
    {
        Description = "The package, a file .plugin; with --index ID or ID@RANGE.",
    };

    public void AddTo(Command command)
    {
        _index.AddTo(command);
        command.Validators.Add(result => _index.Validate(result, isRequired: false));
    }

    /// <summary>Reads the package, and says what to call it.</summary>
    public async Task<FoundPackage> ReadAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var what = parsed.GetRequiredValue(Argument);
        if (!_index.IsGiven(parsed))
        {
            var file = new FileInfo(what);
            return new FoundPackage(await PackageFile.ReadAsync(file, cancellationToken).ConfigureAwait(false), file.Name);
        }
        var at = what.IndexOf('@', StringComparison.Ordinal);
        var (id, text) = at < 0 ? (what, "*") : (what[..at], what[(at + 1)..]);
        if (!VersionRange.TryParse(text, out var range))
            throw new ToolException($"{text} is no range of versions: write ID@RANGE, as acme.tax@^1.2.", ExitCodes.Usage);
        var reader = _index.Open(parsed, time);
        var index = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var release = index.Find(id, range)
            ?? throw new ToolException($"The index offers no {id} in {text}.", ExitCodes.Refused);
        var bytes = await reader.DownloadAsync(release, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new FoundPackage(bytes, $"{id} {release.Version}", id, release);
    }
}
