using System.Globalization;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Index;

/// <summary>
/// Whose keys sign the index, and whose sign the next of these (TUF 1.0.33, section 4.3). The number of the first is 1, and each is
/// signed by the keys of the one before and by its own.
/// </summary>
internal sealed record IndexRoot(long Version, DateTimeOffset ExpiresAt, KeyRing Root, KeyRing Index)
{
    public static string FileOf(long version) => string.Create(CultureInfo.InvariantCulture, $"root/{version}.json");
}
