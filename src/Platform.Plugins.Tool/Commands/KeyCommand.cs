using System.CommandLine;
using System.Text;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>key</c>: a publisher's key, in two files.</summary>
internal sealed class KeyCommand(Option<bool> isJson, TextWriter output)
{
    private readonly Argument<string> _name = new("NAME") { Description = "NAME.key is the private key, NAME.pub the public one." };

    public Command Create()
    {
        var command = new Command(
            "key", "Makes a publisher's key: ECDSA on P-256, without a password. No file that is there is overwritten.")
        {
            _name,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        var name = Path.GetFullPath(parsed.GetRequiredValue(_name));
        var (secret, open) = ($"{name}.key", $"{name}.pub");
        if (Path.Exists(open))
            throw new ToolException($"{open} is there already: a key is not overwritten.");
        using var key = PublisherSigningKey.Generate();
        ToolFile.CreateSecret(secret, Encoding.ASCII.GetBytes(key.ExportInsecurePrivateKeyPem() + "\n"));
        ToolFile.Replace(open, Encoding.ASCII.GetBytes(key.PublicKey.ToPem() + "\n"));
        var answer = new Answer(output, parsed.GetValue(isJson), "key");
        answer.Add("keyId", "key", key.PublicKey.KeyId);
        answer.Add("private", "private", secret);
        answer.Add("public", "public", open);
        return answer.EndAsync("made");
    }
}
