using System.CommandLine;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>trust</c>: a publisher whose plugins may be installed.</summary>
internal sealed class TrustCommand(Option<bool> isJson, TextWriter output)
{
    private readonly TrustFile _trust = new();
    private readonly Argument<string> _publisher = new("PUBLISHER")
    {
        Description = "What the ids of its plugins begin with, before the first full stop.",
    };

    private readonly Option<int> _threshold = new("--threshold")
    {
        Description = "How many of its keys must sign.",
        HelpName = "N",
        DefaultValueFactory = static _ => 1,
    };

    private readonly Option<FileInfo[]> _keys = new("--key")
    {
        Description = "A public key of the publisher, in PEM, which you have from elsewhere than its packages. May be repeated.",
        HelpName = "FILE",
        Required = true,
    };

    public Command Create()
    {
        var command = new Command(
            "trust", "Trusts a publisher with plugins whose ids begin with its name. The file is made where there is none.")
        {
            _publisher, _keys, _threshold, _trust.Option,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var publisher = parsed.GetRequiredValue(_publisher);
        var keys = new List<PublisherKey>();
        foreach (var file in parsed.GetRequiredValue(_keys))
            keys.Add(PublisherKey.FromPem(await KeyFile.ReadAsync(file, cancellationToken).ConfigureAwait(false)));
        var threshold = parsed.GetValue(_threshold);
        await _trust.ChangeAsync(parsed, mayCreate: true, policy => policy.Trust(publisher, threshold, keys), cancellationToken)
            .ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "trust");
        answer.Add("publisher", "publisher", publisher);
        answer.AddEach("keyIds", "key", keys.Select(key => key.KeyId));
        return await answer.EndAsync("trusted").ConfigureAwait(false);
    }
}
