using System.Globalization;

namespace Platform.RateLimiting.Simulation.Commands;

/// <summary>What <c>simulate</c> is asked for.</summary>
internal sealed record SimulateArguments(IReadOnlyList<Scenario> Scenarios, int Seed, string Out)
{
    public static SimulateArguments Parse(IReadOnlyList<string> args)
    {
        List<Scenario> scenarios = [];
        var (seed, page) = (1, "simulation.html");
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--seed":
                    var text = ReplayArguments.ValueOf(args, ref i);
                    seed = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"--seed takes a whole number, not \"{text}\".");
                    break;
                case "--out":
                    page = ReplayArguments.ValueOf(args, ref i);
                    break;
                case var option when option.StartsWith('-'):
                    throw new FormatException($"There is no option {option}; simulate --help lists them.");
                case var name:
                    scenarios.Add(Simulation.Scenarios.Find(name) ?? throw new FormatException($"There is no scenario \"{name}\". There are: {string.Join(", ", Simulation.Scenarios.Named.Select(scenario => scenario.Name))}."));
                    break;
            }
        }
        return new SimulateArguments(scenarios.Count == 0 ? Simulation.Scenarios.All : scenarios, seed, page);
    }
}
