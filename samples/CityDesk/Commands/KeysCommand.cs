using System.CommandLine;
using System.Globalization;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Keys;
using CityDesk.Limits;
using CityDesk.Settings;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Commands;

/// <summary><c>citydesk keys</c>: who may file requests through the API.</summary>
internal static class KeysCommand
{
    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the application or its maker." };
        var contact = new Option<string>("--contact") { Description = "Mail address of whoever runs it.", HelpName = "MAIL", DefaultValueFactory = _ => "" };

        var tier = new Option<string>("--tier") { Description = "What it may use: one of the tiers of section Limits; left out, the default one.", HelpName = "TIER", DefaultValueFactory = _ => "" };

        var add = new Command("add", "Makes a key and prints it. It is shown this once; only a hash is kept.") { name, contact, tier };
        add.SetAction((parsed, cancellationToken) =>
            AddAsync(parsed.GetRequiredValue(name), parsed.GetValue(contact) ?? "", parsed.GetValue(tier) ?? "", settings, console, cancellationToken));

        var list = new Command("list", "Lists the applications that have a key.");
        list.SetAction((_, cancellationToken) => ListAsync(settings, console, cancellationToken));

        var newTier = new Argument<string>("TIER") { Description = "One of the tiers of section Limits." };
        var move = new Command("tier", "Gives an application another tier, from its next call on.") { name, newTier };
        move.SetAction((parsed, cancellationToken) => MoveAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(newTier), settings, console, cancellationToken));

        var revoke = new Command("revoke", "Takes a key back, at once and for good.") { name };
        revoke.SetAction((parsed, cancellationToken) => RevokeAsync(parsed.GetRequiredValue(name), settings, console, cancellationToken));

        return new Command("keys", "API keys: who may file requests.") { add, list, move, revoke };
    }

    private static async Task<int> AddAsync(string name, string contact, string tier, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        OperatorText.Require("NAME", name, ApiConsumer.NameMaxLength);
        OperatorText.Require("--contact", contact, Reporter.EmailMaxLength, mayBeEmpty: true);
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        if (tier.Length > 0)
            tier = RequireTier("--tier", tier, host.Limits);
        var key = await host.InDatabaseAsync(context => new ApiKeys(context, host.Time).AddAsync(name, contact, tier, cancellationToken))
            ?? throw new OperatorException($"{name} has a key already. Choose another name; a key that was lost is revoked and made anew under another.");
        await console.Out.WriteLineAsync(key);
        await console.Error.WriteLineAsync($"This is the key of {name}. It cannot be shown again.");
        return ExitCodes.Success;
    }

    private static async Task<int> ListAsync(IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        var consumers = await host.InDatabaseAsync(context => new ApiKeys(context, host.Time).ListAsync(cancellationToken));
        await TextTable.WriteAsync(
            console.Out,
            ["name", "contact", "tier", "since", "revoked"],
            consumers.Select(c => new[] { c.Name, c.Contact, Describe(c.Tier, host.Limits), Day(c.CreatedAt), c.RevokedAt is { } at ? Day(at) : "" }));
        return ExitCodes.Success;
    }

    private static async Task<int> MoveAsync(string name, string tier, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        tier = RequireTier("TIER", tier, host.Limits);
        await host.InDatabaseAsync(async context =>
        {
            (await FindAsync(context, name, settings, cancellationToken)).MoveTo(tier);
            return await context.SaveChangesAsync(cancellationToken);
        });
        var may = host.Limits.Tiers[tier];
        await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name} has the tier {tier} now: {may.PerMinute:N0} calls a minute, {may.PerMonth:N0} a month."));
        return ExitCodes.Success;
    }

    private static async Task<int> RevokeAsync(string name, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(settings, console.Error, cancellationToken);
        if (!await host.InDatabaseAsync(context => new ApiKeys(context, host.Time).RevokeAsync(name, cancellationToken)))
            throw Nobody(name, settings);
        await console.Error.WriteLineAsync($"The key of {name} is revoked.");
        return ExitCodes.Success;
    }

    private static async Task<ApiConsumer> FindAsync(DeskDbContext context, string name, IReadOnlyList<string> settings, CancellationToken cancellationToken) =>
        await context.Consumers.SingleOrDefaultAsync(c => c.Name == name, cancellationToken)
        ?? throw Nobody(name, settings);

    private static OperatorException Nobody(string name, IReadOnlyList<string> settings) =>
        new($"Nobody named {name} has a key. '{ThisProgram.Call} keys list{SettingArguments.Repeat(settings)}' shows who has.");

    /// <returns>The tier as it is kept: in small letters, as it also counts where settings are written in capitals.</returns>
    private static string RequireTier(string where, string tier, LimitsOptions limits)
    {
        if (limits.Tiers.ContainsKey(tier))
            return LimitPolicies.Tier(tier);
        var names = limits.Tiers.Keys.Select(LimitPolicies.Tier).Order(StringComparer.Ordinal).ToList();
        throw new OperatorException($"{where}: there is no tier '{tier}'; there is {ValueText.Either(names)}.{NearestName.Ask(tier, names)}", ExitCodes.Usage);
    }

    private static string Describe(string tier, LimitsOptions limits) =>
        tier.Length == 0 || limits.Tiers.ContainsKey(tier) ? LimitPolicies.Tier(limits.InForce(tier)) : $"{limits.InForce(tier)} (not {tier}, which is not there)";

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
