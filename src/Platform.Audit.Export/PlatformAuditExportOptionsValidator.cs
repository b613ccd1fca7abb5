using Microsoft.Extensions.Options;

namespace Platform.Audit.Export;

/// <summary>Refuses what cannot work, with a remedy.</summary>
internal sealed class PlatformAuditExportOptionsValidator : IValidateOptions<PlatformAuditExportOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformAuditExportOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PlatformAuditExportOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.CursorFolder))
            yield return $"{nameof(options.CursorFolder)} must name a folder.";
        if (options.LogName is { } log && (log.Length is 0 or > 200 || log.Any(static character => char.IsControl(character))))
            yield return $"{nameof(options.LogName)} must be a line of 1 to 200 characters, or left out.";
        if (options.Interval < TimeSpan.FromMilliseconds(10) || options.Interval > TimeSpan.FromHours(1))
            yield return $"{nameof(options.Interval)} must be 10 ms to an hour, not {options.Interval:c}.";
        if (options.MaxBatch is < 1 or > 256)
            yield return $"{nameof(options.MaxBatch)} must be 1 to 256, not {options.MaxBatch}.";
        if (options.Deadline < TimeSpan.FromMilliseconds(100) || options.Deadline > TimeSpan.FromHours(1))
            yield return $"{nameof(options.Deadline)} must be 100 ms to an hour, not {options.Deadline:c}.";
        if (options.MaxPause < TimeSpan.FromMilliseconds(200) || options.MaxPause > TimeSpan.FromDays(1))
            yield return $"{nameof(options.MaxPause)} must be 200 ms to a day, not {options.MaxPause:c}.";
        if (options.DegradedAfter < TimeSpan.FromSeconds(1) || options.DegradedAfter > TimeSpan.FromDays(1))
            yield return $"{nameof(options.DegradedAfter)} must be a second to a day, not {options.DegradedAfter:c}.";
    }
}
