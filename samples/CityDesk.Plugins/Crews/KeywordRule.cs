using CityDesk.Contract;
using Microsoft.Extensions.Configuration;

namespace CityDesk.Plugins.Crews;

/// <summary>The first crew one of whose words stands in what was reported.</summary>
public sealed class KeywordRule(IConfiguration settings) : IRequestRule
{
    private readonly CrewWords _words = new(settings);

    /// <inheritdoc/>
    public ValueTask<CrewChoice?> JudgeAsync(ProblemReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var (crew, found) in _words.FindIn(report.Description))
            return new(new CrewChoice(crew, $"it says “{found[0]}”"));
        return default;
    }
}
