#:property PublishAot=false
#:property GenerateDocumentationFile=true

// Reads the xunit.net XML reports of one test run and prints what a person wants to know of it. The last line is
// "N passed, N failed, N skipped"; the exit code is 0 only if nothing failed, something ran, and nobody was missing. What failed
// is also left in <reports folder>/failed-tests.txt, one line for each: .ci/run shows it at the end of its log.
//
//   dotnet run --file eng/TestReport.cs -- <reports folder> <exit code of dotnet test> <expected project>...
//
// An expected project that ends in "?" may have run no test (a filter was given), but must not have crashed.

using System.Globalization;
using System.Xml.Linq;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var reports = Directory.Exists(args[0])
    ? Directory.GetFiles(args[0], "*.xml", SearchOption.AllDirectories).SelectMany(ReadAssemblies).OrderBy(report => report.Project).ToList()
    : [];
var runnerExitCode = int.Parse(args[1], CultureInfo.InvariantCulture);
var expected = args[2..];
var troubles = new List<string>();

foreach (var project in expected)
{
    var mayBeEmpty = project.EndsWith('?');
    var name = project.TrimEnd('?');
    var own = reports.Where(report => report.Project == name).ToList();
    if (own.Count == 0 && !mayBeEmpty)
        troubles.Add($"{name} left no report: it crashed, was ended, or did not run at all{StillRunning(name)}");
    else if (own.Count > 1)
        troubles.Add($"{name} left {own.Count} reports, so its tests would be counted more than once");
    else if (own.Count == 1 && own[0].Tests.Count == 0 && !mayBeEmpty)
        troubles.Add($"{name} holds no test");
}

troubles.AddRange(reports.SelectMany(report => report.Errors.Select(error => $"{report.Project}: outside any test: {error}")));
var tests = reports.SelectMany(report => report.Tests).ToList();
var failures = tests.Where(test => test.Outcome == "Fail").ToList();
if (tests.All(test => test.Outcome == "Skip") && troubles.Count == 0)
    troubles.Add("no test ran");
if (runnerExitCode != 0 && failures.Count == 0 && troubles.Count == 0)
    troubles.Add($"dotnet test ended with code {runnerExitCode}, although no test failed");

Section("Test projects");
foreach (var report in reports)
{
    var counts = report.Tests.CountBy(test => test.Outcome).ToDictionary();
    Console.WriteLine($"  {report.Project,-45} {report.Seconds,8:F1} s {counts.GetValueOrDefault("Pass"),7} passed {counts.GetValueOrDefault("Fail"),4} failed {counts.GetValueOrDefault("Skip"),4} skipped");
}

Section("Ten slowest tests");
foreach (var test in tests.OrderByDescending(test => test.Seconds).Take(10))
    Console.WriteLine($"  {test.Seconds,8:F1} s  {test.Name}");

var skips = tests.Where(test => test.Outcome == "Skip").GroupBy(test => test.Message).OrderByDescending(group => group.Count()).ToList();
if (skips.Count > 0)
    Section("Skipped, and why");
foreach (var group in skips)
    Console.WriteLine($"  {group.Count(),6} × {group.Key}");

if (failures.Count + troubles.Count > 0)
    Section("Failed");
foreach (var test in failures)
    Console.WriteLine($"  {test.Name}{Environment.NewLine}      {test.Message}");
foreach (var trouble in troubles)
    Console.WriteLine($"  {trouble}");

if (Directory.Exists(args[0]))
    File.WriteAllLines(Path.Combine(args[0], "failed-tests.txt"), [.. failures.Select(test => $"{OneLine(test.Name)}: {test.Message}"), .. troubles]);

var passed = tests.Count(test => test.Outcome == "Pass");
var failed = failures.Count + troubles.Count;
Console.WriteLine();
Console.WriteLine($"{passed} passed, {failed} failed, {tests.Count(test => test.Outcome == "Skip")} skipped");
return failed == 0 ? 0 : 1;

// A project that hung says at least in what: tests/Platform.Testing/RunningTestsAttribute.cs.
string StillRunning(string project)
{
    var file = Path.Combine(args[0], $"{project}.running.txt");
    return File.Exists(file) ? $" (a minute before its end at most: {string.Join("; ", File.ReadAllLines(file))})" : "";
}

static void Section(string title) => Console.WriteLine($"{Environment.NewLine}{title}");

static string OneLine(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

static string Shorten(string text) => text.Length <= 600 ? text : text[..600] + " …";

static double SecondsBetween(XElement element) =>
    DateTimeOffset.TryParse((string?)element.Attribute("start-rtf"), out var start) && DateTimeOffset.TryParse((string?)element.Attribute("finish-rtf"), out var finish)
        ? (finish - start).TotalSeconds
        : (double?)element.Attribute("time") ?? 0;

static string? MessageOf(XElement test) => (string?)test.Element("reason") ?? (string?)test.Element("failure")?.Element("message");

static IEnumerable<AssemblyReport> ReadAssemblies(string file) =>
    from assembly in XDocument.Load(file).Root!.Elements("assembly")
    select new AssemblyReport(
        Path.GetFileNameWithoutExtension((string)assembly.Attribute("name")!),
        SecondsBetween(assembly),
        [
            .. from test in assembly.Descendants("test")
               let outcome = (string)test.Attribute("result")!
               where outcome is not "NotRun" // explicit tests, which only run when asked for by name
               select new TestResult(
                   (string)test.Attribute("name")!,
                   outcome,
                   (double?)test.Attribute("time") ?? 0,
                   Shorten(OneLine(MessageOf(test)))),
        ],
        [.. assembly.Descendants("error").Select(error => Shorten(OneLine((string?)error.Element("failure")?.Element("message"))))]);

internal sealed record AssemblyReport(string Project, double Seconds, IReadOnlyList<TestResult> Tests, IReadOnlyList<string> Errors);

internal sealed record TestResult(string Name, string Outcome, double Seconds, string Message);
