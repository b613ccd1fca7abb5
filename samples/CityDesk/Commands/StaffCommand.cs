using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using CityDesk.Auditing;
using CityDesk.Domain;
using CityDesk.Staff;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.EntityFrameworkCore;

namespace CityDesk.Commands;

/// <summary><c>citydesk staff</c>: who may sign in to the console.</summary>
internal sealed class StaffCommand
{
    private const int PasswordBytes = 12;

    private readonly Argument<string> _user = new("USER") { Description = "Name to sign in with." };

    private readonly Option<string> _name = new("--name") { Description = "Name that colleagues and residents see.", HelpName = "NAME", Required = true };

    private readonly IReadOnlyList<string> _settings;
    private readonly CommandConsole _console;

    private StaffCommand(IReadOnlyList<string> settings, CommandConsole console) => (_settings, _console) = (settings, console);

    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var staff = new StaffCommand(settings, console);
        var add = new Command("add", "Adds a member of staff and prints a first password. It is shown this once.") { staff._user, staff._name };
        add.SetAction((parsed, cancellationToken) => staff.AddAsync(parsed.GetRequiredValue(staff._user), parsed.GetRequiredValue(staff._name), cancellationToken));

        var list = new Command("list", "Lists the members of staff.");
        list.SetAction((_, cancellationToken) => staff.ListAsync(cancellationToken));

        var password = new Command("password", "Sets a new random password and prints it. Sessions opened with the old one end at once.") { staff._user };
        password.SetAction((parsed, cancellationToken) => staff.SetPasswordAsync(parsed.GetRequiredValue(staff._user), cancellationToken));

        var remove = new Command("remove", "Removes a member of staff, whose sessions end at once. What they did stays in the history of requests.") { staff._user };
        remove.SetAction((parsed, cancellationToken) => staff.RemoveAsync(parsed.GetRequiredValue(staff._user), cancellationToken));

        return new Command("staff", "Members of staff: who may sign in to the console.") { add, list, password, remove };
    }

    private async Task<int> AddAsync(string user, string name, CancellationToken cancellationToken)
    {
        OperatorText.Require("USER", user, StaffMember.UserNameMaxLength);
        OperatorText.Require("--name", name, RequestEvent.ActorMaxLength);
        await using var host = await OpenAsync(cancellationToken);
        var password = NewPassword();
        await host.InDatabaseAsync(async context =>
        {
            if (await context.Staff.AnyAsync(m => m.UserName == user, cancellationToken))
                throw new OperatorException($"{user} is on the staff already. '{Say($"staff password {ThisProgram.Quote(user)}")}' sets a new password.");
            context.Staff.Add(StaffPasswords.CreateMember(user, name, password, host.Time.GetUtcNow()));
            return await context.SaveChangesAsync(cancellationToken);
        });
        await TellAsync(user, password);
        return ExitCodes.Success;
    }

    private async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(cancellationToken);
        var now = host.Time.GetUtcNow();
        var members = await host.InDatabaseAsync(context => context.Staff.AsNoTracking().OrderBy(m => m.UserName)
            .Select(m => new { m.UserName, m.DisplayName, m.CreatedAt, Sessions = context.Sessions.Count(s => s.MemberId == m.Id && s.ExpiresAt > now) })
            .ToListAsync(cancellationToken));
        await TextTable.WriteAsync(
            _console.Out,
            ["user", "name", "since", "sessions"],
            members.Select(m => new[] { m.UserName, m.DisplayName, m.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), m.Sessions.ToString(CultureInfo.InvariantCulture) }));
        return ExitCodes.Success;
    }

    private async Task<int> SetPasswordAsync(string user, CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(cancellationToken);
        var password = NewPassword();
        await host.InDatabaseAsync(async context =>
        {
            var member = await context.Staff.SingleOrDefaultAsync(m => m.UserName == user, cancellationToken) ?? throw Nobody(user);
            StaffPasswords.Set(member, password);
            await context.SaveChangesAsync(cancellationToken);
            // The new stamp has ended them; here they are cleared away.
            return await context.Sessions.Where(s => s.MemberId == member.Id).ExecuteDeleteAsync(cancellationToken);
        });
        await TellAsync(user, password);
        return ExitCodes.Success;
    }

    private async Task<int> RemoveAsync(string user, CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(cancellationToken);
        var isEmpty = await host.InDatabaseAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            // In one statement, so that of two who remove the same member one is told so; the sessions go with the member.
            if (await context.Staff.Where(m => m.UserName == user).ExecuteDeleteAsync(cancellationToken) == 0)
                throw Nobody(user);
            context.AppendAudit(new DeskAudit.StaffRemoved(AuditTargets.Staff(user)));
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return !await context.Staff.AnyAsync(cancellationToken);
        });
        await _console.Error.WriteLineAsync($"{user} is removed, and signed out everywhere.");
        if (isEmpty)
            await _console.Error.WriteLineAsync($"Nobody is left who can sign in. '{Say("staff add USER --name NAME")}' adds somebody.");
        return ExitCodes.Success;
    }

    private Task<CommandHost> OpenAsync(CancellationToken cancellationToken) => CommandHost.OpenAsync(_settings, _console.Error, cancellationToken);

    private OperatorException Nobody(string user) => new($"Nobody on the staff signs in as {user}. '{Say("staff list")}' shows who does.");

    private string Say(string command) => $"{ThisProgram.Call} {command}{SettingArguments.Repeat(_settings)}";

    private static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));

    private async Task TellAsync(string user, string password)
    {
        await _console.Out.WriteLineAsync(password);
        await _console.Error.WriteLineAsync($"This is the password of {user}. It cannot be shown again.");
    }
}
