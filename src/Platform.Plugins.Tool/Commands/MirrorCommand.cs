using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Index;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>index mirror</c>: a copy for machines that cannot reach the index.</summary>
internal sealed class MirrorCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private readonly Argument<DirectoryInfo> _folder = new("FOLDER") { Description = "Where the copy is, or is to be." };

    public Command Create()
    {
        var command = new Command("mirror", "Copies an index. What is copied is what was signed, so nobody has to trust the copy either.")
        {
            _folder,
        };
        var options = new IndexOptions();
        options.AddTo(command);
        command.Validators.Add(result => options.Validate(result, isRequired: true));
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, IndexOptions options, CancellationToken cancellationToken)
    {
        var mirror = new PluginIndexMirror(options.Files(parsed, time), options.Open(parsed, time));
        var index = await mirror.CopyAsync(parsed.GetRequiredValue(_folder).FullName, cancellationToken).ConfigureAwait(false);
        return await new Answer(output, parsed.GetValue(isJson), "index mirror")
            .EndAsync(string.Create(CultureInfo.InvariantCulture, $"copied, state {index.Version}")).ConfigureAwait(false);
    }
}
