using System.Text.Json;
using Platform.Conformance.Tests.Frame;
using Platform.Plugins.Versions;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// Versions and ranges in the grammar of npm (npm/node-semver). Versions are read as Semantic Versioning 2.0.0 has them, so what npm takes besides, a <c>v</c> or
/// space before them, must be refused there, and be read where npm's grammar is claimed: as a range.
/// </summary>
public sealed class SemanticVersions() : RunningSuite("semver", "Platform.Plugins", "*.json")
{
    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var row in document.RootElement.EnumerateArray().Select(row => row.Clone()).ToList())
            yield return new ConformanceCase(row.GetRawText(), _ => ValueTask.FromResult(Judge(file, row)));
    }

    private static string? Judge(string file, JsonElement row) => file switch
    {
        "valid-versions.json" => JudgeParts(row),
        "invalid-versions.json" => SemanticVersion.TryParse(row[0].GetString(), out _) ? "read, and must be refused" : null,
        "comparisons.json" => JudgeOrder(SemanticVersion.Parse(row[0].GetString()!), SemanticVersion.Parse(row[1].GetString()!)),
        "equality.json" => JudgeEquality(row[0].GetString()!, row[1].GetString()!),
        "range-include.json" => Contains(row) ? null : "not contained, and must be",
        "range-exclude.json" => Contains(row) ? "contained, and must not be" : null,
        _ => throw new NotSupportedException($"Nobody knows how cases of {file} are judged."),
    };

    private static string? JudgeParts(JsonElement row)
    {
        var text = row[0].GetString()!;
        if (text.StartsWith('v'))
        {
            if (SemanticVersion.TryParse(text, out _))
                return "read, and must be refused";
            text = text[1..];
        }
        var version = SemanticVersion.Parse(text);
        var (prerelease, build) = (Join(row[4]), Join(row[5]));
        return (version.Major, version.Minor, version.Patch, version.Prerelease, version.Build) == (row[1].GetInt64(), row[2].GetInt64(), row[3].GetInt64(), prerelease, build)
            ? null : $"read as {version}, which has other parts";
    }

    private static string Join(JsonElement identifiers) => string.Join('.', identifiers.EnumerateArray().Select(identifier => identifier.ToString()));

    private static string? JudgeOrder(SemanticVersion greater, SemanticVersion lesser) =>
        greater.CompareTo(lesser) > 0 && lesser.CompareTo(greater) < 0 && greater > lesser && greater != lesser ? null : "ordered otherwise";

    private static string? JudgeEquality(string one, string other)
    {
        var right = SemanticVersion.Parse(other);
        if (SemanticVersion.TryParse(one, out var left))
            return left == right && left.CompareTo(right) == 0 ? null : "not equal";
        return VersionRange.Parse(one).Contains(right) ? null : "not contained as a range of one version";
    }

    private static bool Contains(JsonElement row)
    {
        var includePrerelease = row.GetArrayLength() > 2 && row[2].TryGetProperty("includePrerelease", out var included) && included.GetBoolean();
        var range = VersionRange.Parse(row[0].GetString()!, includePrerelease);
        return row[1].ValueKind == JsonValueKind.String && SemanticVersion.TryParse(row[1].GetString(), out var version) && range.Contains(version);
    }
}
