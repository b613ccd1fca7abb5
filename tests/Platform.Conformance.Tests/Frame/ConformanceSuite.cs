using System.IO.Enumeration;

namespace Platform.Conformance.Tests.Frame;

/// <summary>
/// A suite from outside, kept in one folder of the conformance data. Each is one class in <c>Suites/</c>, and being there is
/// all it takes: <see cref="SuiteRegistry"/> finds it.
/// </summary>
/// <param name="folder">The folder, directly below the conformance data.</param>
/// <param name="package">The package that claims to conform.</param>
/// <param name="patterns">Which files hold cases, relative to the folder, with forward slashes; <c>*</c> also crosses folders. What matches none (licences, tools of a fuller upstream copy) is counted, not read.</param>
public abstract class ConformanceSuite(string folder, string package, params string[] patterns)
{
    /// <summary>The folder, directly below the conformance data.</summary>
    public string Folder { get; } = folder;

    /// <summary>The package that claims to conform.</summary>
    public string Package { get; } = package;

    /// <summary>Finds the files that hold cases, at any depth.</summary>
    /// <param name="root">The conformance data.</param>
    /// <returns>Paths relative to the suite's folder, with forward slashes, in a stable order; and how many other files lie there.</returns>
    public (IReadOnlyList<string> Cases, int Others) FindFiles(string root)
    {
        var folder = Path.Combine(root, Folder);
        if (!Directory.Exists(folder))
            return ([], 0);
        var all = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .ToLookup(file => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file, ignoreCase: false)));
        return (all[true].Order(StringComparer.Ordinal).ToList(), all[false].Count());
    }
}

/// <summary>A suite that is run.</summary>
/// <inheritdoc cref="ConformanceSuite(string, string, string[])"/>
public abstract class RunningSuite(string folder, string package, params string[] patterns) : ConformanceSuite(folder, package, patterns)
{
    /// <summary>How long one file may take before it counts as hanging.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromMinutes(1);

    /// <summary>Reads the cases of one file. A file without any fails.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="file">The same, relative to the suite's folder, with forward slashes.</param>
    /// <returns>The cases, in the order of the file.</returns>
    public abstract IEnumerable<ConformanceCase> Read(string path, string file);
}

/// <summary>
/// A suite whose package is not there yet. It is listed with its files and shown as skipped; once <c>src/</c> holds the
/// package it fails, until the class is made a <see cref="RunningSuite"/>.
/// </summary>
/// <inheritdoc cref="ConformanceSuite(string, string, string[])"/>
public abstract class AwaitingSuite(string folder, string package, params string[] patterns) : ConformanceSuite(folder, package, patterns);
