using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Import;
using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;
using CityDesk.Plugins;

namespace CityDesk.Commands;

/// <summary><c>citydesk import</c>: takes over the requests that another system exported, and shows what became of each row.</summary>
internal sealed class ImportCommand
{
    private const string Description =
        "Takes over the requests of an old system. Every row of its export is stored, found already stored, or refused with a reason. " +
        "Run again, it goes on where it was interrupted, and stores nothing twice.";

    private readonly Argument<string?> _file = new("FILE") { Description = "The export, a CSV file in UTF-8.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<ImportProfile?> _from = ProfileOption.Create(ImportProfile.All);

    private readonly Option<string?> _plugin = new("--plugin") { Description = "An installed plugin that knows whose export it is and what its rows mean.", HelpName = "ID" };

    private readonly Option<string?> _jurisdiction = new("--jurisdiction") { Description = "The city here that takes the requests over. The export's own when left out.", HelpName = "ID" };

    private readonly Option<string?> _tables = new("--tables") { Description = "Folder with the code tables. Where FILE is when left out.", HelpName = "FOLDER" };

    private readonly Option<string?> _report = new("--report") { Description = "Write every refusal and every warning there, with the row as it stands in FILE: one JSON object a line.", HelpName = "FILE" };

    private readonly Option<int> _batchSize = NumberOption.Create("--batch-size", 1, ImportOrder.MaxBatchSize);

    private readonly Option<bool> _acceptUnterminated = new("--accept-unterminated") { Description = "Take a last row that has no line end: the file is whole nevertheless." };

    private readonly Option<bool> _failOnRefused = new("--fail-on-refused") { Description = "Exit with 1 when rows were refused." };

    private readonly Option<bool> _list = new("--list") { Description = "List the imports so far, and import nothing." };

    private readonly Option<int?> _run = NumberOption.Optional("--run", 1, int.MaxValue);

    private readonly Option<int?> _remove = NumberOption.Optional("--remove", 1, int.MaxValue);

    private readonly IReadOnlyList<string> _settings;
    private readonly CommandConsole _console;

    private ImportCommand(IReadOnlyList<string> settings, CommandConsole console)
    {
        (_settings, _console) = (settings, console);
        (_batchSize.Description, _batchSize.HelpName, _batchSize.DefaultValueFactory) = ("Rows in one transaction.", "N", _ => ImportOrder.DefaultBatchSize);
        (_run.Description, _run.HelpName) = ("Show what an earlier import came to, and import nothing.", "NUMBER");
        (_remove.Description, _remove.HelpName) = ("Remove an import with every row that it has kept, for good. The requests that it has stored stay.", "NUMBER");
    }

    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var import = new ImportCommand(settings, console);
        var command = new Command("import", Description)
        {
            import._file, import._from, import._plugin, import._jurisdiction, import._tables, import._report, import._batchSize,
            import._acceptUnterminated, import._failOnRefused, import._list, import._run, import._remove,
        };
        command.Validators.Add(import.RequireOneThing);
        command.Validators.Add(import.RequireOneReader);
        command.SetAction(import.RunAsync);
        return command;
    }

    private void RequireOneThing(CommandResult result)
    {
        var asked = (result.GetValue(_file) is null ? 0 : 1) + (result.GetValue(_list) ? 1 : 0) + (result.GetResult(_run) is null ? 0 : 1)
            + (result.GetResult(_remove) is null ? 0 : 1);
        if (asked != 1)
            result.AddError("Name one of: the FILE to import, --list, --run NUMBER, or --remove NUMBER.");
    }

    private void RequireOneReader(CommandResult result)
    {
        if (result.GetResult(_from) is not null && result.GetResult(_plugin) is not null)
            result.AddError("Name --from or --plugin: one of them reads the export.");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // A report that cannot be written should be known before an hour of importing, not after.
        await using var report = OpenReport(parsed.GetValue(_report));
        // Nor should a city be made up for a file that is not there.
        if (parsed.GetValue(_file) is { } file)
            await (await SourceFile.OpenAsync(file, cancellationToken)).DisposeAsync();
        await using var host = await (parsed.GetValue(_file) is null
            ? CommandHost.OpenAsync(_settings, _console.Error, cancellationToken)
            : CommandHost.OpenOrCreateAsync(_settings, _console.Error, cancellationToken));
        if (parsed.GetValue(_list))
            return await ListAsync(host, cancellationToken);
        if (parsed.GetValue(_remove) is { } removed)
            return await RemoveAsync(host, removed, cancellationToken);
        if (parsed.GetValue(_run) is { } number)
            return await ShowAsync(host, number, report, parsed.GetValue(_failOnRefused), cancellationToken);
        return await ImportAsync(host, parsed, report, cancellationToken);
    }

    private async Task<int> ImportAsync(CommandHost host, ParseResult parsed, FileStream? report, CancellationToken cancellationToken)
    {
        var order = new ImportOrder(parsed.GetValue(_file)!)
        {
            Profile = parsed.GetValue(_plugin) is { } plugin
                ? await PluginProfile.OpenAsync(plugin, host.Importers, host.Time, cancellationToken) : parsed.GetValue(_from),
            JurisdictionId = parsed.GetValue(_jurisdiction),
            TablesFolder = parsed.GetValue(_tables),
            BatchSize = parsed.GetValue(_batchSize),
            AcceptUnterminated = parsed.GetValue(_acceptUnterminated),
        };
        if (order.JurisdictionId is { } jurisdiction)
            OperatorText.Require("--jurisdiction", jurisdiction, JurisdictionConfiguration.IdMaxLength);

        var progress = new ImportProgressLine(_console, host.Time);
        var result = await new Importer(new ImportStore(host.Scopes, host.Time), host.Time).RunAsync(order, progress, cancellationToken);
        progress.End();
        if (result.Run is not { } run)
        {
            await _console.Error.WriteLineAsync("Stopped before the first row was stored.");
            return ExitCodes.Cancelled;
        }

        // The operator has waited for it; a second Ctrl+C still ends the program.
        await TellAsync(host, run.Id, report, CancellationToken.None);
        await _console.Out.WriteLineAsync(progress.Rate(result));
        return result.Ending switch
        {
            ImportEnding.Damaged => ExitCodes.DamagedFile,
            ImportEnding.Cancelled => ExitCodes.Cancelled,
            _ => Judge(run, parsed.GetValue(_failOnRefused)),
        };
    }

    private async Task<int> ListAsync(CommandHost host, CancellationToken cancellationToken)
    {
        var runs = await host.InDatabaseAsync(context => new ImportReport(context).ListAsync(cancellationToken));
        await ImportReportText.WriteListAsync(_console.Out, runs);
        return ExitCodes.Success;
    }

    private async Task<int> ShowAsync(CommandHost host, int number, FileStream? report, bool failOnRefused, CancellationToken cancellationToken) =>
        Judge(await TellAsync(host, number, report, cancellationToken), failOnRefused);

    private async Task<int> RemoveAsync(CommandHost host, int number, CancellationToken cancellationToken)
    {
        var removed = await host.InScopeAsync(services => services.GetRequiredService<ImportRemoval>().RemoveAsync(number, cancellationToken));
        if (!removed.TryGet(out var kept, out _))
            throw NoImport(number);
        await _console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Import {number} is removed, with {kept} rows that it had kept. The requests that it has stored stay."));
        return ExitCodes.Success;
    }

    private OperatorException NoImport(int number) => new($"There is no import {number}. '{ThisProgram.Call} import --list{SettingArguments.Repeat(_settings)}' shows all.");

    private Task<ImportRun> TellAsync(CommandHost host, int runId, FileStream? report, CancellationToken cancellationToken) =>
        host.InScopeAsync(async services =>
        {
            var reader = new ImportReport(services.GetRequiredService<DeskDbContext>());
            var run = await reader.FindAsync(runId, cancellationToken) ?? throw NoImport(runId);
            await ImportReportText.WriteAsync(_console.Out, run, await reader.SummarizeAsync(runId, cancellationToken));
            if (report is null)
                return run;
            await services.GetRequiredService<PersonalLooks>().RecordRowsAsync(run, cancellationToken);
            await reader.WriteAsync(runId, report, cancellationToken);
            return run;
        });

    private static int Judge(ImportRun run, bool failOnRefused) => failOnRefused && run.RowsRefused > 0 ? ExitCodes.Failure : ExitCodes.Success;

    private static FileStream? OpenReport(string? path)
    {
        try
        {
            return path is null ? null : PrivateFiles.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"--report: {e.Message}", ExitCodes.Usage);
        }
    }
}
