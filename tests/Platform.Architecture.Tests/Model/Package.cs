namespace Platform.Architecture.Tests.Model;

/// <summary>Everything that the rules look at in one project under <c>src/</c>.</summary>
internal sealed record Package
{
    public required PackageName Name { get; init; }

    public required ProjectFile Project { get; init; }

    /// <summary>The C# files of the project's own folder.</summary>
    public required IReadOnlyList<SourceFile> Sources { get; init; }

    public required string? Readme { get; init; }

    public required string? Changelog { get; init; }

    public required CompiledAssembly Assembly { get; init; }

    /// <summary>The languages, as tags, that its texts are translated into: <c>CommonErrors.de.resx</c>.</summary>
    public IReadOnlyList<string> Translations { get; init; } = [];

    /// <summary>Whether the project becomes a package of its own. Generators do not: they travel inside their parent.</summary>
    public bool IsPackable => Project.IsTrue("IsPackable");

    public override string ToString() => Name.Value;
}
