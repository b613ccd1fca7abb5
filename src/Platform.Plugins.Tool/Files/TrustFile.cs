using System.CommandLine;
using System.Text;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tool.Files;

/// <summary>Says whose plugins may be installed. It is named with each call, and never taken from where a package is.</summary>
internal sealed class TrustFile
{
    private const int MostBytes = 1024 * 1024;

    public Option<FileInfo> Option { get; } =
        new("--trust") { Description = "File that says whose plugins may be installed.", HelpName = "FILE", Required = true };

    public async Task<PluginTrust> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Option).FullName;
        return Parse(path, await ToolFile.ReadAsync(path, MostBytes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Exchanges the policy for another. Two that do so at once do not undo each other's.</summary>
    public async Task ChangeAsync(
        ParseResult parsed, bool mayCreate, Func<PluginTrust, PluginTrust> change, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Option).FullName;
        using var held = Lock(path);
        var policy = mayCreate && !Path.Exists(path) ? PluginTrust.Nobody
            : Parse(path, await ToolFile.ReadAsync(path, MostBytes, cancellationToken).ConfigureAwait(false));
        try
        {
            policy = change(policy);
        }
        catch (ArgumentException fault)
        {
            throw new ToolException(ToolException.WithoutParameter(fault), ExitCodes.Usage);
        }
        ToolFile.Replace(path, Encoding.UTF8.GetBytes(policy.ToJson()));
    }

    private static PluginTrust Parse(string path, byte[] bytes)
    {
        try
        {
            return PluginTrust.FromJson(Encoding.UTF8.GetString(bytes));
        }
        catch (FormatException fault)
        {
            throw new ToolException($"{path}: {fault.Message}");
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (DirectoryNotFoundException)
        {
            throw new ToolException($"There is no folder for {path}.");
        }
        catch (IOException)
        {
            throw new ToolException($"{path} is being changed by somebody else: try again.");
        }
    }
}
