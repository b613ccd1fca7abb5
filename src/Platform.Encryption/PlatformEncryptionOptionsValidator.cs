using Microsoft.Extensions.Options;

namespace Platform.Encryption;

/// <summary>Says everything that is wrong, not only the first.</summary>
internal sealed class PlatformEncryptionOptionsValidator : IValidateOptions<PlatformEncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformEncryptionOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PlatformEncryptionOptions options)
    {
        if (!Enum.IsDefined(options.NonceMode))
            yield return $"{nameof(options.NonceMode)} must be Random or Epoch, not {options.NonceMode}.";
        if (options.PaddingSizes.Where((size, i) => size < 1 || (i > 0 && size <= options.PaddingSizes[i - 1])).Any())
            yield return $"{nameof(options.PaddingSizes)} must be lengths of at least 1, in ascending order, not {string.Join(", ", options.PaddingSizes)}.";
        if (options.RefreshAfter <= TimeSpan.Zero)
            yield return $"{nameof(options.RefreshAfter)} must be longer than nothing, not {options.RefreshAfter}.";
        if (options.RetryAfter <= TimeSpan.Zero)
            yield return $"{nameof(options.RetryAfter)} must be longer than nothing, not {options.RetryAfter}.";
        if (options.LookUpTimeout <= TimeSpan.Zero)
            yield return $"{nameof(options.LookUpTimeout)} must be longer than nothing, not {options.LookUpTimeout}.";
        if (options.UnusableAfter < options.RefreshAfter)
            yield return $"{nameof(options.UnusableAfter)} must not be shorter than {nameof(options.RefreshAfter)}, and {options.UnusableAfter} is shorter than {options.RefreshAfter}.";
        if (options.BackupRetention < TimeSpan.Zero)
            yield return $"{nameof(options.BackupRetention)} must not be negative, as {options.BackupRetention} is.";
        if (options.Capacity < 1)
            yield return $"{nameof(options.Capacity)} must be at least 1, not {options.Capacity}.";
    }
}
