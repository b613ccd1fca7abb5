using CityDesk.Contract;
using CityDesk.Domain;
using Platform.Plugins.Extensions;

namespace CityDesk.Plugins;

/// <summary>A crew that a plugin has chosen for a request.</summary>
/// <param name="Crew">The crew.</param>
/// <param name="Reason">Why.</param>
/// <param name="PluginId">Which plugin.</param>
internal sealed record CrewAssignment(string Crew, string Reason, string PluginId)
{
    /// <summary>Who acts in the history of the request.</summary>
    public string Actor => $"plugin {PluginId}";
}

/// <summary>
/// Asks the rules of plugins who is to see to a request that is being filed. No filing fails because of a plugin, or waits longer than
/// <see cref="LongestWait"/> for all of them together.
/// </summary>
internal sealed partial class CrewRules(ExtensionPoint<IRequestRule> rules, TimeProvider time, ILogger<CrewRules> logger)
{
    public const int AskedAtOnce = 8;
    public const int ReasonMaxLength = 500;

    public static readonly TimeSpan LongestCall = TimeSpan.FromMilliseconds(500);

    /// <summary>A rule that fails time and again costs one call in so long.</summary>
    public static readonly TimeSpan LeftOutFor = TimeSpan.FromSeconds(5);

    /// <summary>
    /// More than a call may take: a plugin that has to be loaded first goes on being loaded, and judges the next request.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <returns>The first crew that a rule has named, in the order of the plugins' ids; nothing where none has.</returns>
    public async ValueTask<CrewAssignment?> AskAsync(Service service, RequestDraft draft, CancellationToken cancellationToken)
    {
        // Where no plugin judges, this look is all that it costs.
        if (rules.TryAcquire(out var lease))
        {
            using (lease)
            {
                if (lease.Count == 0)
                    return null;
            }
        }

        #region ask
        using var deadline = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answers = await rules.InvokeAsync(
                ReportOf(service, draft), static (rule, report, token) => rule.JudgeAsync(report, token), either.Token);
            return answers.Select(AssignmentOf).FirstOrDefault(static assignment => assignment is not null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotInTime(logger, LongestWait);
        }
        #endregion
        catch (ObjectDisposedException)
        {
            // The desk stops, and plugins have stopped before it; what is still being filed is filed.
        }
        return null;
    }

    private static ProblemReport ReportOf(Service service, RequestDraft draft) => new(
        service.JurisdictionId, service.Code, service.Name, draft.Description, draft.Location.Address, draft.Location.Latitude,
        draft.Location.Longitude);

    private CrewAssignment? AssignmentOf(ExtensionResult<CrewChoice?> answer)
    {
        // What failed is in the log and on the page of plugins already.
        if (answer is not { HasValue: true, Value: { } choice })
            return null;
        var (crew, reason) = (choice.Crew?.Trim() ?? "", DeskText.WithLineFeeds(choice.Reason ?? "").Trim());
        if (crew.Length is > 0 and <= RequestEvent.ActorMaxLength && crew.AsSpan().IndexOfAny('\r', '\n') < 0
            && reason.Length <= ReasonMaxLength
            && DeskText.IndexOfForbidden(crew) < 0 && DeskText.IndexOfForbidden(reason) < 0)
            return new CrewAssignment(crew, reason, answer.PluginId);
        LogUnfit(logger, answer.PluginId);
        return null;
    }

    [LoggerMessage(EventId = 3191, Level = LogLevel.Warning, Message =
        "No plugin has said within {Wait} who is to see to a request; it was filed without")]
    private static partial void LogNotInTime(ILogger logger, TimeSpan wait);

    [LoggerMessage(EventId = 3192, Level = LogLevel.Warning, Message =
        "Plugin {Plugin} has named a crew or a reason that no request can have; it was passed over")]
    private static partial void LogUnfit(ILogger logger, string plugin);
}
