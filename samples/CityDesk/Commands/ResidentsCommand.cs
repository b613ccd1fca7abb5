using System.CommandLine;
using System.Globalization;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Residents;
using Platform.Encryption.Inventory;
using Platform.Errors;

namespace CityDesk.Commands;

/// <summary><c>citydesk residents</c>: finds residents by what they said of themselves, gives them new keys, and erases them.</summary>
internal sealed class ResidentsCommand
{
    private readonly Argument<string> _who = new("WHO") { Description = "An e-mail address or a telephone number, or the id that 'find' shows." };

    private readonly Argument<string?> _resident = new("ID") { Description = "Prints the signed receipt of this one, as 'erase' has.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> _out = new("--out") { Description = "Writes it there instead.", HelpName = "FILE" };

    private readonly IReadOnlyList<string> _settings;
    private readonly CommandConsole _console;

    private ResidentsCommand(IReadOnlyList<string> settings, CommandConsole console) => (_settings, _console) = (settings, console);

    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var residents = new ResidentsCommand(settings, console);
        var find = new Command("find", "Shows who filed with an e-mail address or a telephone number, and what.") { residents._who };
        find.SetAction((parsed, cancellationToken) => residents.FindAsync(parsed.GetRequiredValue(residents._who), cancellationToken));

        var rotate = new Command("rotate", "Gives a resident a new key and seals all that is theirs with it, also while the desk runs.") { residents._who };
        rotate.SetAction((parsed, cancellationToken) => residents.RotateAsync(parsed.GetRequiredValue(residents._who), cancellationToken));

        var erase = new Command("erase", "Erases a resident for good: destroys their keys, and what finds them. Prints a signed receipt. Requests stay, without who filed them.") { residents._who };
        erase.SetAction((parsed, cancellationToken) => residents.EraseAsync(parsed.GetRequiredValue(residents._who), cancellationToken));

        var receipts = new Command("receipts", "Shows who was erased, by the ids that say nothing, and the receipt of one again.") { residents._resident };
        receipts.SetAction((parsed, cancellationToken) => residents.ReceiptsAsync(parsed.GetValue(residents._resident), cancellationToken));

        var report = new Command("report", "What is sealed, by which keys, and what is not: as JSON, or as a page where FILE ends in .html.") { residents._out };
        report.SetAction((parsed, cancellationToken) => residents.ReportAsync(parsed.GetValue(residents._out), cancellationToken));

        return new Command("residents", "Residents: what they said of themselves is sealed; who they are is found, rotated and erased here.") { find, rotate, erase, receipts, report };
    }

    private async Task<int> FindAsync(string who, CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(who, cancellationToken);
        var found = await host.InScopeAsync(services => services.GetRequiredService<ResidentRecords>().FindAsync(who, cancellationToken));
        await TextTable.WriteAsync(
            _console.Out,
            ["resident", "name", "request", "service", "filed", "status"],
            found.SelectMany(resident => resident.Requests.Select(request => new[]
            {
                resident.Id, $"{request.Reporter.FirstName} {request.Reporter.LastName}".Trim(), request.PublicId, request.Service.Name,
                request.RequestedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), request.Status.ToString(),
            })));
        return found.Count > 0 ? ExitCodes.Success : throw Nobody();
    }

    private async Task<int> RotateAsync(string who, CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(who, cancellationToken);
        foreach (var id in await IdsOfAsync(host, who, cancellationToken))
        {
            if (!(await host.InScopeAsync(services => services.GetRequiredService<ResidentRecords>().RotateAsync(id, cancellationToken))).TryGet(out var report, out var refusal))
                throw refusal.Kind == ErrorKind.NotFound ? Nobody() : new OperatorException("That resident was erased, or is about to be: there is nothing that could have a new key.");
            await _console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{id}: new key; {report.Replaced} values sealed anew, {report.Left} left."));
        }
        return ExitCodes.Success;
    }

    private async Task<int> EraseAsync(string who, CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(who, cancellationToken);
        foreach (var id in await IdsOfAsync(host, who, cancellationToken, erasing: true))
        {
            if (!(await host.InScopeAsync(services => services.GetRequiredService<ResidentErasure>().EraseAsync(id, cancellationToken))).TryGet(out var receipt, out var refusal))
                throw refusal.Kind == ErrorKind.NotFound ? Nobody() : new OperatorException("The audit log does not take up what waits for it. The erasure has begun: it is gone on with when the desk runs, or by the next command.");
            await _console.Out.WriteLineAsync(receipt.Signed);
            await _console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{id} is erased: {receipt.Places.Sum(static place => place.UnreadableValues ?? 0)} values are unreadable, {receipt.Keys.Count} keys destroyed. Backups of the keys may hold them until {receipt.BackupsExpireAt:yyyy-MM-dd}."));
        }
        return ExitCodes.Success;
    }

    private async Task<int> ReceiptsAsync(string? id, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(_settings, _console.Error, cancellationToken);
        if (id is not null)
        {
            var receipt = await host.InScopeAsync(services => services.GetRequiredService<ResidentErasure>().FindReceiptAsync(id, cancellationToken));
            await _console.Out.WriteLineAsync(receipt ?? throw new OperatorException("Nobody with that id was erased, or it is not done yet."));
            return ExitCodes.Success;
        }

        var erasures = await host.InScopeAsync(services => services.GetRequiredService<ResidentErasure>().ListAsync(int.MaxValue, cancellationToken));
        await TextTable.WriteAsync(_console.Out, ["resident", "begun", "done"], erasures.Select(static erasure => new[] { erasure.ResidentId, Moment(erasure.BegunAt), Moment(erasure.FinishedAt) }));
        return ExitCodes.Success;

        static string Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "not yet";
    }

    private async Task<int> ReportAsync(string? path, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(_settings, _console.Error, cancellationToken);
        var report = await host.InScopeAsync(services => services.GetRequiredService<EncryptionInventory>().TakeAsync(cancellationToken));
        if (path is null)
        {
            await _console.Out.WriteLineAsync(System.Text.Encoding.UTF8.GetString(report.ToJson()));
            return ExitCodes.Success;
        }

        await using var file = PrivateFiles.Create(path);
        await file.WriteAsync(path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.UTF8.GetBytes(report.ToHtml()) : report.ToJson(), cancellationToken);
        return ExitCodes.Success;
    }

    private Task<CommandHost> OpenAsync(string who, CancellationToken cancellationToken)
    {
        OperatorText.Require("WHO", who, Reporter.EmailMaxLength);
        return CommandHost.OpenAsync(_settings, _console.Error, cancellationToken);
    }

    /// <summary>An id is taken as it is: an erasure may have to be repeated when nothing finds the resident any more. One that nobody has is refused where something is done with it.</summary>
    private static async Task<IReadOnlyList<string>> IdsOfAsync(CommandHost host, string who, CancellationToken cancellationToken, bool erasing = false)
    {
        if (Guid.TryParseExact(who, "N", out var id))
            return [id.ToString("N")];

        var found = await host.InScopeAsync(services => services.GetRequiredService<ResidentRecords>().FindAsync(who, cancellationToken));
        if (erasing && (found.Count > 1 || found.Any(static resident => !resident.IsWhole)))
            throw new OperatorException("Not everything of whoever was found was filed with that. 'residents find' shows it all: erase one resident by the e-mail address that all of it shares, or by the id.");
        return found.Count > 0 ? [.. found.Select(static resident => resident.Id)] : throw Nobody();
    }

    /// <summary>What was asked is not said again: it is personal data, and errors are kept.</summary>
    private static OperatorException Nobody() => new("Nobody has filed a request with that, or they were erased.");
}
