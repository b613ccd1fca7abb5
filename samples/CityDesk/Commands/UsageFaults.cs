using System.CommandLine;
using CityDesk.Settings;

namespace CityDesk.Commands;

/// <summary>What is wrong with a command line, each thing once and in the words of this program.</summary>
internal static class UsageFaults
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var result = parsed.CommandResult;
        var unknown = parsed.UnmatchedTokens;
        if (result.Command.Subcommands.Count > 0)
            return [WantsCommand(result.Command, unknown)];
        var others = parsed.Errors.Select(error => error.Message).Where(message => !unknown.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal)));
        return [.. unknown.Select(token => IsUnknown(result.Command, token)).Concat(others).Distinct()];
    }

    private static string WantsCommand(Command command, IReadOnlyList<string> unknown)
    {
        var names = command.Subcommands.Select(sub => sub.Name).ToList();
        return unknown.Count == 0
            ? $"A command has to follow: {ValueText.Either(names)}."
            : $"'{unknown[0]}' is no command{(command is RootCommand ? "" : $" of {command.Name}")}; there is {ValueText.Either(names)}.{NearestName.Ask(unknown[0], names)}";
    }

    private static string IsUnknown(Command command, string token)
    {
        if (!token.StartsWith('-'))
            return $"'{token}' is too much for {command.Name}.";
        var names = command.Options.Select(option => option.Name).ToList();
        return $"'{token}' is no option of {command.Name}.{NearestName.Ask(token, names)}";
    }
}
