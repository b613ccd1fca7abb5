using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Platform.Plugins.Tests.Versions;

/// <summary>Versions that lie close together, so that bounds are met.</summary>
internal static partial class Samples
{
    public static Gen<string> Numbers { get; } =
        from major in Gen.Elements(0, 0, 1, 1, 2)
        from minor in Gen.Choose(0, 3)
        from patch in Gen.Choose(0, 3)
        select $"{major}.{minor}.{patch}";

    public static Gen<string> Prereleases { get; } =
        from identifiers in Gen.NonEmptyListOf(Gen.Elements("0", "1", "2", "10", "99999999999999999999", "alpha", "beta", "Beta", "a-b", "-", "0a"))
        select string.Join('.', identifiers.Take(4));

    /// <summary>Releases, pre-releases, and both with builds.</summary>
    public static Gen<string> Versions { get; } =
        from numbers in Numbers
        from prerelease in Gen.OneOf(Gen.Constant(""), Prereleases.Select(text => "-" + text))
        from build in Gen.Frequency((3, Gen.Constant("")), (1, Gen.Elements("+1", "+build.01")))
        select numbers + prerelease + build;

    /// <summary>The regular expression that semver.org suggests, for versions of the sizes that these tests make.</summary>
    [GeneratedRegex(@"^(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z")]
    public static partial Regex Grammar();
}
