using System.CommandLine;
using System.Globalization;
using CityDesk.Generation;

namespace CityDesk.Commands;

/// <summary><c>citydesk generate</c>: a made-up city of any size, for trying things out on.</summary>
internal static class GenerateCommand
{
    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var requests = NumberOption.Create("--requests", 0, int.MaxValue);
        (requests.Description, requests.HelpName, requests.Required) = ("How many requests the city shall have.", "N", true);
        var seed = NumberOption.Create("--seed", 0, int.MaxValue);
        (seed.Description, seed.HelpName, seed.Required) = ("Which city: the same seed gives the same one.", "S", true);

        var command = new Command(
            "generate",
            "Makes up a city and its requests beside those that are there. Interrupted, or asked for more, it goes on where it stopped.")
        {
            requests, seed,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(requests), parsed.GetValue(seed), settings, console, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int requests, int seed, IReadOnlyList<string> settings, CommandConsole console, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenOrCreateAsync(settings, console.Error, cancellationToken);
        var line = new ProgressLine(console, host.Time);
        var (id, count, made) = await CityGenerator.AddAsync(
            host.Scopes,
            seed,
            requests,
            host.Time.GetUtcNow(),
            new DirectProgress<int>(count => line.Show(string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {requests:N0} requests"))),
            cancellationToken);
        line.End();
        await console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{id} has {count:N0} requests; {made:N0} of them were made now, in {line.Spent}."));
        return ExitCodes.Success;
    }
}
