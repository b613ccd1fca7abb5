using CityDesk.Contract;

namespace CityDesk.Plugins.Trouble;

/// <summary>What version 2 has made of it: ends its process whenever it is asked anything.</summary>
public sealed class CrashingRule : IRequestRule
{
    /// <inheritdoc/>
    public ValueTask<CrewChoice?> JudgeAsync(ProblemReport report, CancellationToken cancellationToken)
    {
        Environment.FailFast("This version ends with every call.");
        return default;
    }
}
