using System.Text;

namespace Platform.Plugins.Tool.Files;

/// <summary>A key in PEM.</summary>
internal static class KeyFile
{
    private const int MostBytes = 64 * 1024;

    /// <exception cref="ToolException">It is not there, or too large.</exception>
    public static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ToolFile.ReadAsync(file.FullName, MostBytes, cancellationToken).ConfigureAwait(false));
}
