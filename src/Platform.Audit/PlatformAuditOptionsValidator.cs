using Microsoft.Extensions.Options;
using Platform.Audit.Records;
using Platform.Audit.Tiles;

namespace Platform.Audit;

/// <summary>Refuses what cannot work, with a remedy.</summary>
internal sealed class PlatformAuditOptionsValidator : IValidateOptions<PlatformAuditOptions>
{
    private const int MostProducerCharacters = 63;

    public ValidateOptionsResult Validate(string? name, PlatformAuditOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PlatformAuditOptions options)
    {
        if (options.Origin is { } origin && (origin.Length == 0 || origin.Any(char.IsControl)))
            yield return $"{nameof(options.Origin)} must be a line of text such as \"audit.example.com/prod\", or left out.";
        if (options.ProducerName is { } producer && producer.Length is 0 or > MostProducerCharacters)
            yield return $"{nameof(options.ProducerName)} must have 1 to {MostProducerCharacters} characters, not {producer.Length}.";
        if (!Enum.IsDefined(options.WhenUnavailable))
            yield return $"{nameof(options.WhenUnavailable)} must be Reject or Allow, not {options.WhenUnavailable}.";
        foreach (var (name, whenUnavailable) in options.Events)
        {
            if (!AuditEventType.IsName(name))
                yield return $"{nameof(options.Events)} has \"{name}\", which is no name of an event.";
            if (!Enum.IsDefined(whenUnavailable))
                yield return $"{nameof(options.Events)} must say Reject or Allow of \"{name}\", not {whenUnavailable}.";
        }
        if (options.Deadline < TimeSpan.FromMilliseconds(10) || options.Deadline > TimeSpan.FromMinutes(10))
            yield return $"{nameof(options.Deadline)} must be 10 ms to ten minutes, not {options.Deadline:c}.";
        if (options.StopDeadline < TimeSpan.Zero || options.StopDeadline > TimeSpan.FromMinutes(10))
            yield return $"{nameof(options.StopDeadline)} must be at most ten minutes, not {options.StopDeadline:c}.";
        if (options.CheckpointInterval < TimeSpan.FromMilliseconds(10) || options.CheckpointInterval > TimeSpan.FromDays(1))
            yield return $"{nameof(options.CheckpointInterval)} must be 10 ms to a day, not {options.CheckpointInterval:c}.";
        if (options.HeartbeatInterval != TimeSpan.Zero && (options.HeartbeatInterval < TimeSpan.FromSeconds(1) || options.HeartbeatInterval > TimeSpan.FromDays(1)))
            yield return $"{nameof(options.HeartbeatInterval)} must be a second to a day, or zero for never, not {options.HeartbeatInterval:c}.";
        if (options.IntakeInterval != TimeSpan.Zero && (options.IntakeInterval < TimeSpan.FromMilliseconds(10) || options.IntakeInterval > TimeSpan.FromMinutes(1)))
            yield return $"{nameof(options.IntakeInterval)} must be 10 ms to a minute, or zero for never, not {options.IntakeInterval:c}.";
        foreach (var (name, kept) in options.Retention)
        {
            if (!AuditEventType.IsName(name.EndsWith(".*", StringComparison.Ordinal) ? name[..^2] : name))
                yield return $"{nameof(options.Retention)} has \"{name}\", which is no name of an event, nor the beginning of one with .* behind it.";
            if (kept <= TimeSpan.Zero)
                yield return $"{nameof(options.Retention)} must keep \"{name}\" for some time, not {kept:c}.";
        }
        if (options.RetentionOtherwise <= TimeSpan.Zero)
            yield return $"{nameof(options.RetentionOtherwise)} must be some time, or left out for ever, not {options.RetentionOtherwise:c}.";
        if (options.MostInBatch is < 1 or > 100_000)
            yield return $"{nameof(options.MostInBatch)} must be 1 to 100000, not {options.MostInBatch}.";
        if (options.MostInBatchBytes < EntryBundle.MaxEntryLength || options.MostInBatchBytes > 256 * 1024 * 1024)
            yield return $"{nameof(options.MostInBatchBytes)} must be {EntryBundle.MaxEntryLength} to 268435456, not {options.MostInBatchBytes}.";
        if (options.RequiredWitnesses < 1)
            yield return $"{nameof(options.RequiredWitnesses)} must be 1 or more, or left out for all of them, not {options.RequiredWitnesses}.";
        if (options.MostWaiting < 1)
            yield return $"{nameof(options.MostWaiting)} must be 1 or more, not {options.MostWaiting}.";
        if (options.MostWaitingBytes < EntryBundle.MaxEntryLength)
            yield return $"{nameof(options.MostWaitingBytes)} must be {EntryBundle.MaxEntryLength} or more, not {options.MostWaitingBytes}: an event must fit.";
    }
}
