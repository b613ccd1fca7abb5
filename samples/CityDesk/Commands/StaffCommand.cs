using System.CommandLine;
using System.Security.Cryptography;
using CityDesk.Domain;
using CityDesk.Staff;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Commands;

/// <summary><c>citydesk staff</c>: who may sign in to the console.</summary>
internal static class StaffCommand
{
    private const int PasswordBytes = 12;

    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var user = new Argument<string>("USER") { Description = "Name to sign in with." };
        var name = new Option<string>("--name") { Description = "Name that colleagues and residents see.", HelpName = "NAME", Required = true };

        var add = new Command("add", "Adds a member of staff and prints a first password. It is shown this once.") { user, name };
        add.SetAction((parsed, cancellationToken) => AddAsync(parsed.GetRequiredValue(user), parsed.GetRequiredValue(name), settings, console, cancellationToken));

        var password = new Command("password", "Sets a new random password and prints it. Sessions opened with the old one end.") { user };
        password.SetAction((parsed, cancellationToken) => SetPasswordAsync(parsed.GetRequiredValue(user), settings, console, cancellationToken));

        return new Command("staff", "Members of staff: who may sign in to the console.") { add, password };
    }

    private static async Task<int> AddAsync(string user, string name, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        OperatorText.Require("USER", user, StaffMember.UserNameMaxLength);
        OperatorText.Require("--name", name, RequestEvent.ActorMaxLength);
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        var password = NewPassword();
        await host.InDatabaseAsync(async context =>
        {
            if (await context.Staff.AnyAsync(m => m.UserName == user, cancellationToken))
                throw new OperatorException($"{user} is on the staff already. 'citydesk staff password {user}' sets a new password.");
            context.Staff.Add(StaffPasswords.CreateMember(user, name, password, host.Time.GetUtcNow()));
            return await context.SaveChangesAsync(cancellationToken);
        });
        await TellAsync(console, user, password);
        return ExitCodes.Success;
    }

    private static async Task<int> SetPasswordAsync(string user, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        var password = NewPassword();
        await host.InDatabaseAsync(async context =>
        {
            var member = await context.Staff.SingleOrDefaultAsync(m => m.UserName == user, cancellationToken)
                ?? throw new OperatorException($"Nobody on the staff signs in as {user}.");
            StaffPasswords.Set(member, password);
            return await context.SaveChangesAsync(cancellationToken);
        });
        await TellAsync(console, user, password);
        return ExitCodes.Success;
    }

    private static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));

    private static async Task TellAsync(CommandConsole console, string user, string password)
    {
        await console.Out.WriteLineAsync(password);
        await console.Error.WriteLineAsync($"This is the password of {user}. It cannot be shown again.");
    }
}
