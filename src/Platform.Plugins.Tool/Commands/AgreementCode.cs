using System.Security.Cryptography;
using System.Text;
using Platform.Plugins.Storage;

namespace Platform.Plugins.Tool.Commands;

/// <summary>
/// What somebody agrees to, in sixteen digits: this package in this place, with these differences. A script can repeat it, and
/// cannot agree with it to the next version.
/// </summary>
internal static class AgreementCode
{
    private const int Digits = 16;

    public static string Of(PluginChange change)
    {
        // A message has no control character, so nothing in it begins another line.
        var lines = change.Differences.Select(difference => $"{difference.Kind} {difference.Message}")
            .Prepend(change.Replaces?.Digest ?? "").Prepend(change.Release.Package.Digest);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..Digits];
    }
}
