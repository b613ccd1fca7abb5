using System.CommandLine;
using CityDesk.Commands;
using CityDesk.Tour.Scenes;

namespace CityDesk.Tour;

/// <summary><c>citydesk tour</c>: plays what the desk does against a desk of its own that really runs, and checks it.</summary>
internal sealed class TourCommand
{
    /// <summary>All scenes, in the order in which they are played.</summary>
    public static IReadOnlyList<IScene> Scenes { get; } =
    [
        new Burst(), new BadBody(), new SealedResident(), new KeyUnderLoad(), new TamperedRecord(), new UnreachableContractor(), new PluginUnderLoad(), new OneTrace(),
    ];

    private readonly Argument<string[]> _scenes = new("SCENE") { Description = "The scenes to play; all of them where none is named.", Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<bool> _list = new("--list") { Description = "Names the scenes and plays none." };

    private readonly Option<bool> _keep = new("--keep") { Description = "Leaves the folder of the tour's desk, and its database, to be looked into." };

    private readonly IReadOnlyList<string> _settings;
    private readonly CommandConsole _console;

    private TourCommand(IReadOnlyList<string> settings, CommandConsole console) => (_settings, _console) = (settings, console);

    public static Command Create(IReadOnlyList<string> settings, CommandConsole console)
    {
        var tour = new TourCommand(settings, console);
        var command = new Command(
            "tour",
            "Shows what the desk does: starts a desk of its own beside yours, in a folder and a database of its own, plays scenes against it and checks each.")
        {
            tour._scenes, tour._list, tour._keep,
        };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(tour._list)
            ? tour.ListAsync()
            : tour.PlayAsync(parsed.GetValue(tour._scenes) ?? [], parsed.GetValue(tour._keep), cancellationToken));
        return command;
    }

    private async Task<int> ListAsync()
    {
        await TextTable.WriteAsync(_console.Out, ["scene", "what happens"], Scenes.Select(static scene => new[] { scene.Name, scene.Title }));
        return ExitCodes.Success;
    }

    private async Task<int> PlayAsync(string[] names, bool keep, CancellationToken cancellationToken)
    {
        if (names.FirstOrDefault(static name => Scenes.All(scene => scene.Name != name)) is { } unknown)
            throw new OperatorException($"There is no scene '{unknown}'. There are: {string.Join(", ", Scenes.Select(static scene => scene.Name))}.", ExitCodes.Usage);

        var tell = new Narrator(_console.Out);
        await _console.Out.WriteLineAsync("A desk of the tour's own is started …");
        await using var desk = await TourDesk.StartAsync(_settings, keep, cancellationToken);
        await _console.Out.WriteLineAsync($"It is open at {desk.Address}, and its files lie in {desk.Folder}.");
        foreach (var scene in Scenes.Where(scene => names.Length == 0 || names.Contains(scene.Name)))
        {
            await tell.BeginAsync(scene);
            await scene.PlayAsync(desk, tell, cancellationToken);
        }

        await _console.Out.WriteLineAsync();
        await _console.Out.WriteLineAsync(keep ? $"All of it went as it should. What is left lies in {desk.Folder}." : "All of it went as it should; the tour's desk and its data are gone.");
        return ExitCodes.Success;
    }
}
