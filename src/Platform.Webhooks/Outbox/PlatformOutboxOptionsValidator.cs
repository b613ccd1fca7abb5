using Microsoft.Extensions.Options;

namespace Platform.Webhooks.Outbox;

/// <summary>Refuses options that cannot hold, each with a sentence that names the option and the remedy.</summary>
internal sealed class PlatformOutboxOptionsValidator : IValidateOptions<PlatformOutboxOptions>
{
    private const int MostAtOnce = 1024;
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, PlatformOutboxOptions options)
    {
        var faults = Faults(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PlatformOutboxOptions options)
    {
        if (options.Retry is null)
            yield return "Retry is null: say RetrySchedule.Standard, or a schedule without waits.";
        if (options.HandlerTimeout <= TimeSpan.Zero || options.HandlerTimeout > TimeSpan.FromHours(1))
            yield return $"HandlerTimeout is {options.HandlerTimeout}: say more than nothing and at most an hour.";
        if (options.HandlerConcurrency is < 1 or > MostAtOnce)
            yield return $"HandlerConcurrency is {options.HandlerConcurrency}: say 1 to {MostAtOnce}.";
        if (options.Lease < TimeSpan.FromSeconds(1) || options.Lease > TimeSpan.FromMinutes(10))
            yield return $"Lease is {options.Lease}: say a second to 10 minutes.";
        if (options.Retention < TimeSpan.FromHours(1) || options.Retention > LongestRetention)
            yield return $"Retention is {options.Retention}: say an hour to ten years.";
        if (options.Retry is { } schedule && (options.HeldFor < schedule.Longest + Slack || options.HeldFor > LongestRetention))
            yield return $"HeldFor is {options.HeldFor}: say at least {schedule.Longest + Slack}, all of Retry and a day, and at most ten years.";
        if (options.DeadLetterRetention < TimeSpan.FromHours(1) || options.DeadLetterRetention > LongestRetention)
            yield return $"DeadLetterRetention is {options.DeadLetterRetention}: say an hour to ten years.";
        if (options.Retry is { } retry && (options.InboxRetention < retry.Longest + Slack || options.InboxRetention > LongestRetention))
            yield return $"InboxRetention is {options.InboxRetention}: say at least {retry.Longest + Slack}, all of Retry and a day, and at most ten years. What it has forgotten has its effect twice.";
        if (options.DegradedAfter <= TimeSpan.Zero)
            yield return $"DegradedAfter is {options.DegradedAfter}: say more than nothing.";
    }
}
