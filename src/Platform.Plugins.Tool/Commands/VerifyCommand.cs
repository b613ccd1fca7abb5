using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>verify</c>: who released a package, and whether it fits a host.</summary>
internal sealed class VerifyCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private readonly PackageFile _package = new();
    private readonly TrustFile _trust = new();
    private readonly HostOptions _host = new();

    public Command Create()
    {
        var command = new Command(
            "verify", "Verifies who released a package and, with --share or --framework, whether it fits that host. No code of it is run.")
        {
            _package.Argument, _trust.Option,
        };
        _host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var trust = await _trust.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var bytes = await _package.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var release = trust.Read(bytes, _package.NameOf(parsed), time.GetUtcNow());
        var answer = new Answer(output, parsed.GetValue(isJson), "verify");
        answer.Add("id", "plugin", release.Package.Manifest.Id);
        answer.Add("version", "version", release.Package.Manifest.Version.ToString());
        answer.Add("digest", "digest", release.Package.Digest);
        answer.Add("signedAt", "signed at", release.SignedAt.ToString("u", CultureInfo.InvariantCulture));
        answer.AddEach("keyIds", "signed by", release.KeyIds);
        if (_host.Find(parsed) is not { } verifier)
            return await answer.EndAsync("trusted; not looked into, because no host is named").ConfigureAwait(false);
        var findings = verifier.Verify(release.Package);
        answer.AddEach("faults", "FAULT", findings.Where(finding => finding.IsFatal).Select(finding => finding.ToString()));
        answer.AddEach("findings", "finding", findings.Where(finding => !finding.IsFatal).Select(finding => finding.ToString()));
        return findings.Any(finding => finding.IsFatal)
            ? await answer.EndAsync("trusted, and DOES NOT FIT", ExitCodes.Refused).ConfigureAwait(false)
            : await answer.EndAsync("trusted, and fits").ConfigureAwait(false);
    }
}
