using System.Globalization;

namespace Platform.Plugins.Index;

/// <summary>How large the files of an index may be before anybody has verified who signed them.</summary>
internal static class IndexLimits
{
    public const int SignedBytes = 64 * 1024;

    public const int CatalogueBytes = 32 * 1024 * 1024;

    /// <summary>How often the keys may have changed since somebody looked last.</summary>
    public const int RootsAtOnce = 256;

    public static PluginIndexException TooLarge(string path, long mostBytes) => new(
        IndexFault.Malformed, string.Create(CultureInfo.InvariantCulture, $"{path} of the index has more than {mostBytes} bytes."));
}
