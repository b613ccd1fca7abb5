using System.CommandLine;
using Platform.Plugins.Storage;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>install</c>: a package in a store, once somebody has seen in what it differs.</summary>
internal sealed class InstallCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private readonly PackageSource _package = new();
    private readonly StoreOptions _store = new();
    private readonly HostOptions _host = new();
    private readonly Option<string> _person = new("--agree")
    {
        Description = "Who has seen what is shown, and agrees to it.",
        HelpName = "PERSON",
    };

    private readonly Option<string> _seen = new("--seen")
    {
        Description = "What was seen, as it was shown without --agree.",
        HelpName = "CODE",
    };

    public Command Create()
    {
        var command = new Command(
            "install", "Installs a package, and makes it active. Where somebody must agree, it shows to what, and changes nothing.")
        {
            _package.Argument,
        };
        _package.AddTo(command);
        _store.AddTo(command);
        _host.AddTo(command);
        command.Add(_person);
        command.Add(_seen);
        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(_person)) != string.IsNullOrWhiteSpace(result.GetValue(_seen)))
                result.AddError("Who agrees says to what: --agree PERSON --seen CODE, with the code that install shows without them.");
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var found = await _package.ReadAsync(parsed, time, cancellationToken).ConfigureAwait(false);
        var store = await _store.OpenAsync(parsed, time, mayCreate: true, _host.Find(parsed), cancellationToken).ConfigureAwait(false);
        var change = store.Plan(found.Bytes, found.Name);
        var package = change.Release.Package;
        found.RequireOffered(package);
        var code = AgreementCode.Of(change);
        var answer = new Answer(output, parsed.GetValue(isJson), "install");
        answer.Add("id", "plugin", package.Manifest.Id);
        answer.Add("version", "version", package.Manifest.Version.ToString());
        answer.Add("replaces", "replaces", change.Replaces?.Manifest.Version.ToString());
        answer.Add("digest", "digest", package.Digest);
        answer.AddEach("differences", "differs", change.Differences.Select(difference => difference.Message));
        answer.AddEach("findings", "finding", change.Findings.Select(finding => finding.ToString()));
        answer.AddEach("breaks", "BREAKS", change.Breaks);
        answer.Add("agreement", "to agree", change.NeedsConsent ? code : null);
        var person = parsed.GetValue(_person);
        if (change.NeedsConsent && parsed.GetValue(_seen) != code)
        {
            var reason = person is null ? "somebody must agree: --agree PERSON --seen CODE"
                : "that is not what there is to agree to any more";
            return await answer.EndAsync(reason, ExitCodes.ConsentNeeded).ConfigureAwait(false);
        }
        store.Apply(change, Consent(change, person));
        return await answer.EndAsync("installed").ConfigureAwait(false);
    }

    private static PluginConsent? Consent(PluginChange change, string? person)
    {
        try
        {
            return change.NeedsConsent ? change.AgreedBy(person!) : null;
        }
        catch (ArgumentException fault)
        {
            throw new ToolException(fault.Message, ExitCodes.Usage);
        }
    }
}
