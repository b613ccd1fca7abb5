using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Ed25519;
using Platform.Audit.Notes;

namespace Platform.Audit.Tool.Trust;

/// <summary>Whom the command is to believe. Nothing of it is ever taken from the log.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string[]> _keys = new("--key") { Description = "Public key of the log, as name+id+base64, or a file that holds it. Twice while a key is replaced.", HelpName = "KEY" };

    private readonly Option<string?> _origin = new("--origin") { Description = "Origin that checkpoints must have. Default: the name of the first key.", HelpName = "NAME" };

    private readonly Option<string[]> _witnesses = new("--witness") { Description = "Public key of a witness, in the same form. May be repeated.", HelpName = "KEY" };

    private readonly Option<int?> _required = new("--required-witnesses") { Description = "How many of the witnesses must have signed. Default: all that are named.", HelpName = "N" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_keys, _origin, _witnesses, _required])
            command.Add(option);
    }

    /// <exception cref="ToolException">No key is given, or something cannot be read.</exception>
    public CheckpointPolicy Require(ParseResult parsed) =>
        Find(parsed) ?? throw new ToolException("--key is missing: whom to believe about a log is never taken from the log.", ExitCodes.Usage);

    /// <summary>The policy; <see langword="null"/> where no key is given.</summary>
    public CheckpointPolicy? Find(ParseResult parsed)
    {
        var keys = (parsed.GetValue(_keys) ?? []).Select(Read).ToList();
        var witnesses = (parsed.GetValue(_witnesses) ?? []).Select(Read).ToList();
        if (keys.Count == 0 && (witnesses.Count > 0 || parsed.GetValue(_origin) is not null))
            throw new ToolException("--witness and --origin need --key.", ExitCodes.Usage);
        if (keys.Count == 0)
            return null;
        var required = parsed.GetValue(_required) ?? witnesses.DistinctBy(static witness => witness.Key.Name).Count();
        try
        {
            return new CheckpointPolicy(parsed.GetValue(_origin) ?? keys[0].Key.Name, keys, witnesses, required);
        }
        catch (ArgumentException exception)
        {
            throw new ToolException(exception.Message, ExitCodes.Usage);
        }
    }

    private static NoteVerifier Read(string given)
    {
        // A file may have a comment or a second line: the first line is the key.
        var text = File.Exists(given) ? File.ReadLines(given).FirstOrDefault()?.Trim() ?? "" : given;
        if (!VerifierKey.TryParse(text, out var key))
            throw new ToolException($"'{given}' is neither a public key (name+id+base64) nor a file that holds one.", ExitCodes.Usage);
        try
        {
            return key.SignatureType switch
            {
                NoteSignatureType.Ecdsa => new EcdsaNoteVerifier(key),
                NoteSignatureType.Ed25519 => new Ed25519NoteVerifier(key),
                NoteSignatureType.Ed25519Cosignature => new Ed25519CosignatureVerifier(key),
                _ => throw new ToolException($"The key of {key.Name} signs in a way that this version does not know (0x{key.SignatureType:x2}).", ExitCodes.Usage),
            };
        }
        catch (ArgumentException exception)
        {
            throw new ToolException(exception.Message, ExitCodes.Usage);
        }
    }
}
