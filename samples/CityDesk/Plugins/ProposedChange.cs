using System.Security.Cryptography;
using System.Text;
using Platform.Plugins.Storage;

namespace CityDesk.Plugins;

/// <summary>A package that was uploaded, and what somebody has to agree to before it is installed.</summary>
/// <param name="Change">What would change.</param>
internal sealed record ProposedChange(PluginChange Change)
{
    public string Digest => Change.Release.Package.Digest;

    /// <summary>
    /// What was shown, as a form carries it: this package, in this place, with these differences. Where anything of it is different
    /// when the form comes back, nobody has agreed to it.
    /// </summary>
    public string Agreement => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n',
        Change.Differences.Select(static difference => $"{difference.Kind} {difference.Message}")
            .Prepend(Change.Replaces?.Digest ?? "").Prepend(Digest)))));
}
