using System.CommandLine;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>revoke</c>: a package or a key that is not trusted any more.</summary>
internal sealed class RevokeCommand(Option<bool> isJson, TextWriter output)
{
    private readonly TrustFile _trust = new();
    private readonly Argument<string> _digest = new("DIGEST")
    {
        Description = "The digest of the package or the id of the key: sha256: and 64 hexadecimal digits.",
    };

    public Command Create()
    {
        var command = new Command(
            "revoke", "Takes trust away from a package or from a key, for good. There is no command that gives it back.")
        {
            _digest, _trust.Option,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var digest = parsed.GetRequiredValue(_digest);
        await _trust.ChangeAsync(parsed, mayCreate: false, policy => policy.Revoke(digest), cancellationToken).ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "revoke");
        answer.Add("digest", "digest", digest);
        return await answer.EndAsync("revoked").ConfigureAwait(false);
    }
}
