using System.CommandLine;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Tool.Files;

/// <summary>Who signs a state of an index, and how long it can be believed.</summary>
internal sealed class SignerOptions
{
    private const int MostDays = 3650;
    private const int Days = 7;

    private readonly Option<FileInfo[]> _keys = new("--sign")
    {
        Description = "A private key that signs, in PEM without a password. May be repeated.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<int?> _days = new("--days")
    {
        Description = "How many days the state can be believed: the longest that newer ones can be kept back; 7 when left out.",
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_days);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_days) is < 1 or > MostDays)
                result.AddError(FormattableString.Invariant($"--days takes 1 to {MostDays}."));
        });
    }

    public TimeSpan Lifetime(ParseResult parsed) => TimeSpan.FromDays(parsed.GetValue(_days) ?? Days);

    /// <summary>Signs with the keys, and forgets them.</summary>
    public async Task SignAsync(ParseResult parsed, Action<IReadOnlyList<PublisherSigningKey>> sign, CancellationToken cancellationToken)
    {
        var keys = new List<PublisherSigningKey>();
        try
        {
            foreach (var file in parsed.GetRequiredValue(_keys))
                keys.Add(PublisherSigningKey.FromPem(await KeyFile.ReadAsync(file, cancellationToken).ConfigureAwait(false)));
            sign(keys);
        }
        catch (ArgumentException tooFew)
        {
            throw new ToolException(ToolException.WithoutParameter(tooFew), ExitCodes.Usage);
        }
        catch (InvalidOperationException already)
        {
            throw new ToolException(already.Message);
        }
        finally
        {
            foreach (var key in keys)
                key.Dispose();
        }
    }
}
