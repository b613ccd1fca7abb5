namespace Platform.Plugins.Index;

/// <summary>
/// What the index holds now: which catalogue, and until when that can be believed. One file is in the place of TUF's timestamp,
/// snapshot and targets, because the packages carry the signatures of their publishers.
/// </summary>
internal sealed record IndexStatement(long Version, DateTimeOffset ExpiresAt, string CatalogueDigest, long CatalogueSize)
{
    public const string File = "index.json";

    public static string CatalogueFileOf(string digest) => $"catalogue/{digest[Packages.PackageDigest.Prefix.Length..]}.json";
}
