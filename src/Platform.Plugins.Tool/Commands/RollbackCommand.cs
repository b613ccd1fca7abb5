using System.CommandLine;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>rollback</c>: the version before.</summary>
internal sealed class RollbackCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private readonly StoreOptions _store = new();
    private readonly Argument<string> _id = new("ID") { Description = "The plugin." };
    private readonly Option<string> _from = new("--from")
    {
        Description = "The digest that is to be active until then: who asks twice does not go back twice. Anything when left out.",
        HelpName = "DIGEST",
    };

    public Command Create()
    {
        var command = new Command("rollback", "Makes the newest version active that was active before and is trusted.") { _id, _from };
        _store.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = await _store.OpenAsync(parsed, time, mayCreate: false, verifier: null, cancellationToken).ConfigureAwait(false);
        try
        {
            var active = store.Rollback(parsed.GetRequiredValue(_id), parsed.GetValue(_from));
            var answer = new Answer(output, parsed.GetValue(isJson), "rollback");
            answer.Add("id", "plugin", active.Manifest.Id);
            answer.Add("version", "version", active.Manifest.Version.ToString());
            answer.Add("digest", "digest", active.Digest);
            return await answer.EndAsync("rolled back").ConfigureAwait(false);
        }
        catch (InvalidOperationException nothing)
        {
            throw new ToolException(nothing.Message, ExitCodes.Refused);
        }
    }
}
