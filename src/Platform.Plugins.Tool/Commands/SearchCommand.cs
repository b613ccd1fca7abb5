using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>index search</c>: what an index offers.</summary>
internal sealed class SearchCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "Words, each of which is in id, name or description; all plugins when left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };


    public Command Create()
    {
        var command = new Command("search", "Shows what an index offers.") { _words };
        var options = new IndexOptions();
        options.AddTo(command);
        command.Validators.Add(result => options.Validate(result, isRequired: true));
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, IndexOptions options, CancellationToken cancellationToken)
    {
        var index = await options.Open(parsed, time).ReadAsync(cancellationToken).ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "index search");
        var found = index.Search(string.Join(' ', parsed.GetValue(_words) ?? []));
        answer.AddEach("plugins", "plugin", found.Select(plugin => new (string, string?)[]
        {
            ("id", plugin.Id), ("version", plugin.Releases.FirstOrDefault()?.Version.ToString()),
            ("name", plugin.Name), ("description", plugin.Description),
        }));
        answer.Add("expiresAt", "until", index.ExpiresAt.ToString("u", CultureInfo.InvariantCulture));
        return await answer.EndAsync(string.Create(CultureInfo.InvariantCulture, $"state {index.Version}")).ConfigureAwait(false);
    }
}
