using System.CommandLine;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Tool.Files;

/// <summary>The package that a command is about.</summary>
internal sealed class PackageFile
{
    private static readonly PackageLimits Limits = new();

    public Argument<FileInfo> Argument { get; } = new("PACKAGE") { Description = "The package, a file .plugin." };

    public string PathOf(ParseResult parsed) => parsed.GetRequiredValue(Argument).FullName;

    public string NameOf(ParseResult parsed) => parsed.GetRequiredValue(Argument).Name;

    /// <exception cref="ToolException">It is not there, or too large.</exception>
    public Task<byte[]> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ReadAsync(parsed.GetRequiredValue(Argument), cancellationToken);

    /// <exception cref="ToolException">It is not there, or too large.</exception>
    public static Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        ToolFile.ReadAsync(file.FullName, Limits.MaxBytes, cancellationToken);
}
