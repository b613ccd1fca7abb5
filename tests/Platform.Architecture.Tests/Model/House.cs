namespace Platform.Architecture.Tests.Model;

/// <summary>The repository, as far as the rules look at it. Paths are relative to its root, with forward slashes.</summary>
internal sealed record House
{
    public required IReadOnlyList<Package> Packages { get; init; }

    /// <summary>Every project file under src, tests, benchmarks and samples.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Every folder that holds source.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The C# files under <c>tests/</c>.</summary>
    public IReadOnlyList<SourceFile> TestSources { get; init; } = [];

    /// <summary>The approved texts by file name.</summary>
    public IReadOnlyDictionary<string, string> Approved { get; init; } = new Dictionary<string, string>();

    public string Solution { get; init; } = "";

    public string Readme { get; init; } = "";

    public string Changelog { get; init; } = "";

    /// <summary>The tag being released, such as <c>Platform.Errors-1.2.0</c>; nothing on any other day.</summary>
    public string? ReleaseTag { get; init; }

    /// <summary>The packages that people install.</summary>
    public IEnumerable<Package> Packed => Packages.Where(package => package.IsPackable);
}
