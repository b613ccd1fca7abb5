using System.CommandLine;
using System.Globalization;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Commands;

/// <summary><c>citydesk keys</c>: who may file requests through the API.</summary>
internal static class KeysCommand
{
    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the application or its maker." };
        var contact = new Option<string>("--contact") { Description = "Mail address of whoever runs it.", HelpName = "MAIL", DefaultValueFactory = _ => "" };

        var add = new Command("add", "Makes a key and prints it. It is shown this once; only a hash is kept.") { name, contact };
        add.SetAction((parsed, cancellationToken) => AddAsync(parsed.GetRequiredValue(name), parsed.GetValue(contact) ?? "", settings, console, cancellationToken));

        var list = new Command("list", "Lists the applications that have a key.");
        list.SetAction((_, cancellationToken) => ListAsync(settings, console, cancellationToken));

        var revoke = new Command("revoke", "Takes a key back, at once and for good.") { name };
        revoke.SetAction((parsed, cancellationToken) => RevokeAsync(parsed.GetRequiredValue(name), settings, console, cancellationToken));

        return new Command("keys", "API keys: who may file requests.") { add, list, revoke };
    }

    private static async Task<int> AddAsync(string name, string contact, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        OperatorText.Require("NAME", name, ApiConsumer.NameMaxLength);
        OperatorText.Require("--contact", contact, Reporter.EmailMaxLength, mayBeEmpty: true);
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        var key = await host.InDatabaseAsync(async context =>
        {
            if (await context.Consumers.AnyAsync(c => c.Name == name, cancellationToken))
                throw new OperatorException($"{name} has a key already. Choose another name; a key that was lost is revoked and made anew under another.");
            var (consumer, key) = ApiConsumer.Create(name, contact, host.Time.GetUtcNow());
            context.Consumers.Add(consumer);
            await context.SaveChangesAsync(cancellationToken);
            return key;
        });
        await console.Out.WriteLineAsync(key);
        await console.Error.WriteLineAsync($"This is the key of {name}. It cannot be shown again.");
        return ExitCodes.Success;
    }

    private static async Task<int> ListAsync(IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        var consumers = await host.InDatabaseAsync(context => context.Consumers.AsNoTracking().OrderBy(c => c.Name).ToListAsync(cancellationToken));
        await TextTable.WriteAsync(
            console.Out,
            ["name", "contact", "since", "revoked"],
            consumers.Select(c => new[] { c.Name, c.Contact, Day(c.CreatedAt), c.RevokedAt is { } at ? Day(at) : "" }));
        return ExitCodes.Success;
    }

    private static async Task<int> RevokeAsync(string name, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        await host.InDatabaseAsync(async context =>
        {
            var consumer = await context.Consumers.SingleOrDefaultAsync(c => c.Name == name, cancellationToken)
                ?? throw new OperatorException($"Nobody named {name} has a key. '{ThisProgram.Call} keys list{SettingArguments.Repeat(settings)}' shows who has.");
            consumer.Revoke(host.Time.GetUtcNow());
            return await context.SaveChangesAsync(cancellationToken);
        });
        await console.Error.WriteLineAsync($"The key of {name} is revoked.");
        return ExitCodes.Success;
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
