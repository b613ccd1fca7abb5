using CityDesk.Contract;

namespace CityDesk.Plugins.Trouble;

/// <summary>
/// A rule that behaves, until a report asks it not to: <c>trouble: throw</c>, <c>hang</c>, <c>crash</c> or <c>memory</c>.
/// </summary>
public sealed class TroubleRule : IRequestRule
{
    private const string Word = "trouble: ";

    private static readonly List<byte[]> Hoard = [];

    /// <inheritdoc/>
    public async ValueTask<CrewChoice?> JudgeAsync(ProblemReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var at = report.Description.IndexOf(Word, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var asked = report.Description[(at + Word.Length)..];
        if (asked.StartsWith("throw", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException("A report has asked for this.");
        if (asked.StartsWith("hang", StringComparison.OrdinalIgnoreCase))
            await new TaskCompletionSource().Task.ConfigureAwait(false);
        if (asked.StartsWith("crash", StringComparison.OrdinalIgnoreCase))
            Environment.FailFast("A report has asked for this.");
        while (asked.StartsWith("memory", StringComparison.OrdinalIgnoreCase))
            Hoard.Add(GC.AllocateUninitializedArray<byte>(16 * 1024 * 1024));
        return new CrewChoice("Crew Trouble", "it says “trouble”");
    }
}
