using System.CommandLine;
using Platform.Plugins.Index;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Tool.Files;

/// <summary>The keys of an index: those that sign the keys, and those that sign what it offers.</summary>
internal sealed class IndexKeyOptions
{
    private const int MostDays = 3650;
    private const int Days = 365;

    private readonly Option<FileInfo[]> _root = Keys("--root-key", "A public key that signs the keys, kept offline. May be repeated.");
    private readonly Option<FileInfo[]> _index = Keys("--index-key", "A public key that signs what the index offers. May be repeated.");
    private readonly Option<int> _rootThreshold = Threshold("--root-threshold");
    private readonly Option<int> _indexThreshold = Threshold("--index-threshold");
    private readonly Option<int?> _days = new("--key-days")
    {
        Description = "How many days the keys hold; 365 when left out.",
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_root, _rootThreshold, _index, _indexThreshold, _days])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_days) is < 1 or > MostDays)
                result.AddError(FormattableString.Invariant($"--key-days takes 1 to {MostDays}."));
        });
    }

    public TimeSpan Lifetime(ParseResult parsed) => TimeSpan.FromDays(parsed.GetValue(_days) ?? Days);

    public async Task<(PluginIndexKeys Root, PluginIndexKeys Index)> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        (await ReadAsync(parsed, _root, _rootThreshold, cancellationToken).ConfigureAwait(false),
            await ReadAsync(parsed, _index, _indexThreshold, cancellationToken).ConfigureAwait(false));

    private static async Task<PluginIndexKeys> ReadAsync(
        ParseResult parsed, Option<FileInfo[]> files, Option<int> threshold, CancellationToken cancellationToken)
    {
        var keys = new List<PublisherKey>();
        foreach (var file in parsed.GetRequiredValue(files))
            keys.Add(PublisherKey.FromPem(await KeyFile.ReadAsync(file, cancellationToken).ConfigureAwait(false)));
        try
        {
            return new PluginIndexKeys(parsed.GetValue(threshold), keys);
        }
        catch (ArgumentException fault)
        {
            throw new ToolException(ToolException.WithoutParameter(fault), ExitCodes.Usage);
        }
    }

    private static Option<FileInfo[]> Keys(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };

    private static Option<int> Threshold(string name) =>
        new(name) { Description = "How many of them must sign.", HelpName = "N", DefaultValueFactory = static _ => 1 };
}
