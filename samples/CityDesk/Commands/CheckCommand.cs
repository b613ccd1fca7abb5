using System.CommandLine;
using System.CommandLine.Parsing;
using CityDesk.Checks;
using CityDesk.Data;
using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Reports;

namespace CityDesk.Commands;

/// <summary><c>citydesk check</c>: what is wrong with an export, before anybody imports it. Needs no database.</summary>
internal sealed class CheckCommand
{
    private const string Description =
        "Checks exports of an old system and changes nothing: duplicates, gaps, impossible dates, places outside of the city, unknown codes. Writes for each FILE a page to look at " +
        "(NAME.html), the same as JSON (NAME.json) and every failing row with its key (NAME.failed.ndjson). Run again after it was interrupted, it goes on where it was. " +
        "Exits with 1 when a rule failed, and with 0 when all hold or only warn.";

    private static readonly string Names = string.Join(" or ", ExportCheck.All.Select(check => check.Profile.Name));

    private readonly Argument<string[]> _files = new("FILE") { Description = "Exports, CSV files in UTF-8.", Arity = ArgumentArity.OneOrMore };

    private readonly Option<ImportProfile?> _from = ProfileOption.Create([.. ExportCheck.All.Select(check => check.Profile)]);

    private readonly Option<string?> _tables = new("--tables") { Description = "Folder with the code tables. Where FILE is when left out.", HelpName = "FOLDER" };

    private readonly Option<string> _out = new("--out") { Description = "Folder for what is written; made where it is missing.", HelpName = "FOLDER", DefaultValueFactory = _ => "citydesk-check" };

    private readonly Option<int> _checkpointEvery = NumberOption.Create("--checkpoint-every", 1, int.MaxValue);

    private readonly CommandConsole _console;

    private CheckCommand(CommandConsole console)
    {
        _console = console;
        (_checkpointEvery.Description, _checkpointEvery.HelpName) = ("Rows after which it is written down how far the check has come.", "N");
        _checkpointEvery.DefaultValueFactory = _ => 100_000;
    }

    public static Command Create(CommandConsole console)
    {
        var check = new CheckCommand(console);
        var command = new Command("check", Description) { check._files, check._from, check._tables, check._out, check._checkpointEvery };
        command.Validators.Add(check.RequireDifferentNames);
        command.SetAction(check.RunAsync);
        return command;
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private void RequireDifferentNames(CommandResult result)
    {
        if (result.GetValue(_files)?.GroupBy(NameOf, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same)
            result.AddError($"{string.Join(" and ", same)} would be written over each other: check them one by one, with an --out of their own.");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(_out);
        PrivateFiles.CreateFolder(folder);
        using var runner = new DataSetRunner(new PlatformValidationDataSetsOptions { CheckpointEvery = parsed.GetValue(_checkpointEvery), ProgressEvery = 20_000 });
        var code = ExitCodes.Success;
        foreach (var file in parsed.GetRequiredValue(_files))
        {
            var report = await CheckAsync(runner, file, Path.Combine(folder, NameOf(file)), parsed, cancellationToken);
            code = Math.Max(code, !report.IsComplete ? ExitCodes.DamagedFile : report.Outcome == Outcome.Failed ? ExitCodes.Failure : ExitCodes.Success);
        }
        return code;
    }

    private async Task<DataSetReport> CheckAsync(DataSetRunner runner, string file, string written, ParseResult parsed, CancellationToken cancellationToken)
    {
        var check = await FindAsync(file, parsed.GetValue(_from), cancellationToken);
        var progress = new ProgressLine(_console, TimeProvider.System);
        await using var failed = NdjsonFailedRows.Open(written + ".failed.ndjson");
        var report = await check.RunAsync(
            runner, file, parsed.GetValue(_tables) ?? Path.GetDirectoryName(Path.GetFullPath(file))!,
            new DataSetRunSettings
            {
                FailedRows = failed,
                CheckpointPath = written + ".checkpoint",
                Progress = new DirectProgress<DataSetProgress>(told => progress.Show(FormattableString.Invariant($"{file}: {told.RowsRead:N0} rows, {told.Share:P0}"))),
            },
            cancellationToken);
        progress.End();
        await File.WriteAllBytesAsync(written + ".json", report.ToJson(), cancellationToken);
        await File.WriteAllTextAsync(written + ".html", HtmlReport.Render(report), cancellationToken);
        await CheckReportText.WriteAsync(_console.Out, file, written, report);
        return report;
    }

    private static async Task<ExportCheck> FindAsync(string path, ImportProfile? profile, CancellationToken cancellationToken)
    {
        if (profile is not null)
            return ExportCheck.All.First(check => check.Profile == profile);
        await using var file = await SourceFile.OpenAsync(path, cancellationToken);
        using var reader = new RecordReader(file, acceptUnterminated: true);
        var header = await SourceFile.ReadHeaderAsync(path, reader, cancellationToken);
        return ExportCheck.All.FirstOrDefault(check => check.Profile.Matches(header))
            ?? throw new DamagedFileException($"The first line of {path} does not name the columns of any export that is known: {Names}. Name one with --from to see what differs");
    }
}
