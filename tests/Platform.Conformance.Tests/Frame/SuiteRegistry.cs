using System.Reflection;

namespace Platform.Conformance.Tests.Frame;

/// <summary>The suites that are known: every class of this assembly that is one.</summary>
public static class SuiteRegistry
{
    /// <summary>All known suites, in the order of their folders.</summary>
    public static IReadOnlyList<ConformanceSuite> All { get; } = Assembly.GetExecutingAssembly().GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(ConformanceSuite)) && type.Namespace == "Platform.Conformance.Tests.Suites")
        .Select(type => (ConformanceSuite)Activator.CreateInstance(type)!)
        .OrderBy(suite => suite.Folder, StringComparer.Ordinal)
        .ToList();

    /// <summary>The suites that <c>eng/get-conformance.sh</c> could not fetch, as it noted beside what it fetched.</summary>
    /// <param name="root">The conformance data.</param>
    /// <returns>Folders; none where the data did not come from there.</returns>
    public static IReadOnlySet<string> NotFetched(string root)
    {
        var note = Path.Combine(root, "NOT-FETCHED.txt");
        return File.Exists(note) ? File.ReadLines(note).Where(line => line.Length > 0).ToHashSet() : [];
    }

    /// <summary>What is wrong between the conformance data and the known suites: a hole must show, on either side.</summary>
    /// <param name="root">The conformance data.</param>
    /// <param name="known">The known suites.</param>
    /// <returns>One sentence for each fault; none when all is well.</returns>
    public static IReadOnlyList<string> FindFaults(string root, IReadOnlyList<ConformanceSuite> known)
    {
        var notFetched = NotFetched(root);
        var present = Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);
        return
        [
            .. known.GroupBy(suite => suite.Folder).Where(group => group.Count() > 1)
                .Select(group => $"{group.Key}: {group.Count()} suites claim this folder."),
            .. present.Where(folder => known.All(suite => suite.Folder != folder))
                .Select(folder => $"{folder}: nobody knows this folder. Add a suite to Suites/, so that it is run or at least awaited."),
            .. known.Where(suite => suite.FindFiles(root).Cases.Count == 0 && !notFetched.Contains(suite.Folder))
                .Select(suite => $"{suite.Folder}: no file with cases in {Path.Combine(root, suite.Folder)}."),
        ];
    }

    /// <summary>Why an awaiting suite is not run.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="checkout">The working tree.</param>
    /// <returns>Whether its package is there by now, which makes waiting a fault; and the sentence that says so.</returns>
    public static (bool Overdue, string Reason) Await(AwaitingSuite suite, string checkout) =>
        File.Exists(Path.Combine(checkout, "src", suite.Package, $"{suite.Package}.csproj"))
            ? (true, $"{suite.Package} is there, so {suite.Folder} has to be run: make {suite.GetType().Name} a RunningSuite.")
            : (false, $"awaiting {suite.Package}");
}
