using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Platform.Testing;

[assembly: AssemblyFixture(typeof(Platform.Conformance.Tests.Frame.ConformanceReport))]

namespace Platform.Conformance.Tests.Frame;

/// <summary>
/// Gathers what came of every file and, when all tests have run, writes <c>artifacts/conformance-report.md</c>: one row for
/// each suite, then one for each file. The test command prints the first table; so does xunit, as a diagnostic message.
/// </summary>
public sealed class ConformanceReport : IDisposable
{
    private readonly ConcurrentBag<FileResult> _results = [];

    /// <summary>Takes the result of one file.</summary>
    /// <param name="result">The result.</param>
    public void Add(FileResult result) => _results.Add(result);

    /// <inheritdoc />
    public void Dispose()
    {
        if (OutsideData.Conformance.Root is not { } root)
            return;
        var summary = Summarise(root, SuiteRegistry.All, [.. _results]);
        TestContext.Current.SendDiagnosticMessage(summary);
        var artifacts = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts")).FullName;
        File.WriteAllText(Path.Combine(artifacts, "conformance-report.md"), $"# Conformance\n\n{summary}{Detail([.. _results])}");
    }

    /// <summary>One row for each known suite, with all its files: also those of a suite that is not run.</summary>
    /// <param name="root">The conformance data.</param>
    /// <param name="suites">The known suites.</param>
    /// <param name="results">What came of the files that were run.</param>
    /// <returns>A Markdown table.</returns>
    public static string Summarise(string root, IReadOnlyList<ConformanceSuite> suites, IReadOnlyList<FileResult> results)
    {
        var table = new StringBuilder();
        Row(table, $"| {"suite",-24} | {"for",-22} | {"files",6} | {"other",6} | {"cases",7} | {"passed",7} | {"failed",7} | state |");
        Row(table, $"|{new string('-', 26)}|{new string('-', 24)}|{new string('-', 7)}:|{new string('-', 7)}:|{new string('-', 8)}:|{new string('-', 8)}:|{new string('-', 8)}:|---|");
        var notFetched = SuiteRegistry.NotFetched(root);
        foreach (var suite in suites)
        {
            var own = results.Where(result => result.Suite == suite.Folder).ToList();
            var (files, others) = suite.FindFiles(root);
            var cases = own.Sum(result => result.Cases);
            var failed = own.Sum(result => result.Failures.Count);
            var state = suite is AwaitingSuite ? $"awaiting {suite.Package}"
                : notFetched.Contains(suite.Folder) ? "not fetched"
                : own.Count < files.Count ? $"{own.Count} of {files.Count} files run"
                : "run";
            Row(table, $"| {suite.Folder,-24} | {suite.Package,-22} | {files.Count,6} | {others,6} | {cases,7} | {cases - failed,7} | {failed,7} | {state} |");
        }
        return table.ToString();
    }

    private static string Detail(IReadOnlyList<FileResult> results)
    {
        var text = new StringBuilder();
        foreach (var suite in results.GroupBy(result => result.Suite).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Row(text, $"\n## {suite.Key}");
            if (suite.Select(Folder).Distinct(StringComparer.Ordinal).Count() > 1)
                text.Append(SummariseFolders([.. suite]));
            Row(text, $"\n| file | cases | failed |\n|---|---:|---:|");
            foreach (var result in suite.OrderBy(result => result.File, StringComparer.Ordinal))
                Row(text, $"| {result.File} | {result.Cases} | {result.Failures.Count} |");
            foreach (var failure in suite.SelectMany(result => result.Failures).Order(StringComparer.Ordinal))
                Row(text, $"\n- {failure}");
        }
        return text.ToString();
    }

    /// <summary>One row for each folder of a suite that has several: its drafts, and what is optional in each.</summary>
    /// <param name="results">What came of the suite's files.</param>
    /// <returns>A Markdown table.</returns>
    public static string SummariseFolders(IReadOnlyList<FileResult> results)
    {
        var table = new StringBuilder("\n| folder | files | cases | failed |\n|---|---:|---:|---:|\n");
        foreach (var folder in results.GroupBy(Folder).OrderBy(group => group.Key, StringComparer.Ordinal))
            Row(table, $"| {folder.Key} | {folder.Count()} | {folder.Sum(result => result.Cases)} | {folder.Sum(result => result.Failures.Count)} |");
        return table.ToString();
    }

    private static string Folder(FileResult result) => Path.GetDirectoryName(result.File)!.Replace('\\', '/');

    private static void Row(StringBuilder text, FormattableString row) => text.Append(row.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
