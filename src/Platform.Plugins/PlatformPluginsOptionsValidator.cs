using Microsoft.Extensions.Options;

namespace Platform.Plugins;

/// <summary>Refuses options that cannot hold, each with a sentence that names the remedy.</summary>
internal sealed class PlatformPluginsOptionsValidator : IValidateOptions<PlatformPluginsOptions>
{
    private const int MostCallsAtOnce = 1_024;
    private const int MostProbationCalls = 1_000_000;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(90);

    public ValidateOptionsResult Validate(string? name, PlatformPluginsOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Store))
            faults.Add("Store is empty: name the folder of the plugin store.");
        foreach (var (property, value) in new[] { ("StartTimeout", options.StartTimeout), ("DrainTimeout", options.DrainTimeout), ("StopTimeout", options.StopTimeout) })
        {
            if (value <= TimeSpan.Zero || value > Longest)
                faults.Add($"{property} is {value}: say more than nothing, and at most {Longest}.");
        }
        foreach (var (property, value) in new[] { ("Probation", options.Probation), ("Cooldown", options.Cooldown) })
        {
            if (value <= TimeSpan.Zero || value > LongestWait)
                faults.Add($"{property} is {value}: say more than nothing, and at most {LongestWait}, or leave it out.");
        }
        if (options.ProbationCalls is < 1 or > MostProbationCalls)
            faults.Add($"ProbationCalls is {options.ProbationCalls}: say 1 to {MostProbationCalls}.");
        if (options.ProbationFaults < 0 || options.ProbationFaults >= options.ProbationCalls)
            faults.Add($"ProbationFaults is {options.ProbationFaults}: say 0 or more, and less than ProbationCalls, which is {options.ProbationCalls}.");
        if (options.CallsAtOnce is < 1 or > MostCallsAtOnce)
            faults.Add($"CallsAtOnce is {options.CallsAtOnce}: say 1 to {MostCallsAtOnce}.");
        if (options.OverdueCalls < 1 || options.OverdueCalls > options.CallsAtOnce)
            faults.Add($"OverdueCalls is {options.OverdueCalls}: say 1 to CallsAtOnce, which is {options.CallsAtOnce}.");
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
