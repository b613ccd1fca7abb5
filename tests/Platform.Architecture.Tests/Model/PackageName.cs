namespace Platform.Architecture.Tests.Model;

/// <summary>A package's name, and what the name alone says about the package's place in the house.</summary>
internal readonly record struct PackageName(string Value)
{
    public const string Prefix = "Platform.";

    private string[] Segments => Value.Split('.');

    /// <summary>The feature that the package belongs to: <c>RateLimiting</c> for <c>Platform.RateLimiting.Redis</c>.</summary>
    public string Feature => Segments is [_, var feature, ..] ? feature : "";

    /// <summary>What follows the feature: <c>Redis</c> for <c>Platform.RateLimiting.Redis</c>; nothing for a core.</summary>
    public IEnumerable<string> Suffixes => Segments.Skip(2);

    public bool IsHosting => Value == "Platform.Hosting" || Value.StartsWith("Platform.Hosting.", StringComparison.Ordinal);

    public bool IsSourceGeneration => Suffixes.Contains("SourceGeneration");

    public bool IsAbstractions => Suffixes.SequenceEqual(["Abstractions"]);

    public bool IsWebFace => Suffixes.LastOrDefault() == "AspNetCore";

    /// <summary>A program of a feature, which nobody compiles against: <c>Platform.Audit.Tool</c>.</summary>
    public bool IsTool => Suffixes.SequenceEqual(["Tool"]);

    /// <summary>What <c>dotnet new</c> makes, and no code: <c>Platform.Plugins.Templates</c>.</summary>
    public bool IsTemplates => Suffixes.SequenceEqual(["Templates"]);

    /// <summary>For tests of those who use a feature: it runs the whole of it.</summary>
    public bool IsTesting => Suffixes.SequenceEqual(["Testing"]);

    /// <summary>A feature's own package or its abstractions: no web, no driver, compiled ahead of time.</summary>
    public bool IsCore => !IsHosting && (Segments.Length == 2 || IsAbstractions);

    /// <summary>Whether a name is one of the house's at all.</summary>
    public static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether this package extends <paramref name="other"/>: <c>Platform.Audit.Sqlite</c> extends <c>Platform.Audit</c>.</summary>
    public bool Extends(PackageName other) => Value.StartsWith(other.Value + ".", StringComparison.Ordinal);

    public override string ToString() => Value;
}
