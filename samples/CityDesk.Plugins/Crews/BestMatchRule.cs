using CityDesk.Contract;
using Microsoft.Extensions.Configuration;

namespace CityDesk.Plugins.Crews;

/// <summary>The crew most of whose words stand in what was reported; the first of them where several have as many.</summary>
public sealed class BestMatchRule(IConfiguration settings) : IRequestRule
{
    private readonly CrewWords _words = new(settings);

    /// <inheritdoc/>
    public ValueTask<CrewChoice?> JudgeAsync(ProblemReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (crew, found) = _words.FindIn(report.Description).MaxBy(static each => each.Found.Count);
        return crew is null ? default : new(new CrewChoice(crew, $"it says “{string.Join("”, “", found)}”"));
    }
}
