using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>sign</c>: a publisher's signature over a package, or another beside those that are there.</summary>
internal sealed class SignCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private const int MostDays = 3650;

    private readonly PackageFile _package = new();
    private readonly Option<FileInfo> _key = new("--key")
    {
        Description = "The private key, in PEM without a password.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<int?> _days = new("--days")
    {
        Description = "How many days it may be installed; for ever when left out.",
        HelpName = "N",
    };

    private readonly Option<bool> _add = new("--add") { Description = "Adds to the signatures that are there, and agrees to their time." };

    public Command Create()
    {
        var command = new Command("sign", "Signs a package, in its place.") { _package.Argument, _key, _days, _add };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_days) is < 1 or > MostDays)
                result.AddError(FormattableString.Invariant($"--days takes 1 to {MostDays}."));
            if (result.GetValue(_add) && result.GetValue(_days) is not null)
                result.AddError("--add agrees to the time that the first key named, so --days says nothing there.");
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var pem = await KeyFile.ReadAsync(parsed.GetRequiredValue(_key), cancellationToken).ConfigureAwait(false);
        using var key = PublisherSigningKey.FromPem(pem);
        var bytes = await _package.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var package = PluginPackage.Read(bytes, _package.NameOf(parsed));
        var now = time.GetUtcNow();
        var expiresAt = parsed.GetValue(_days) is { } days ? now.AddDays(days) : (DateTimeOffset?)null;
        ToolFile.Replace(_package.PathOf(parsed), parsed.GetValue(_add) ? package.AddSignature(key) : package.Sign(key, now, expiresAt));
        var answer = new Answer(output, parsed.GetValue(isJson), "sign");
        answer.Add("id", "plugin", package.Manifest.Id);
        answer.Add("version", "version", package.Manifest.Version.ToString());
        answer.Add("digest", "digest", package.Digest);
        answer.Add("keyId", "key", key.PublicKey.KeyId);
        answer.Add("expiresAt", "expires", expiresAt?.ToString("u", CultureInfo.InvariantCulture));
        return await answer.EndAsync("signed").ConfigureAwait(false);
    }
}
