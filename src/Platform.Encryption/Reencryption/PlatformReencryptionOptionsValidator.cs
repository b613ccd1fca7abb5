using Microsoft.Extensions.Options;

namespace Platform.Encryption.Reencryption;

/// <summary>Says everything that is wrong, not only the first.</summary>
internal sealed class PlatformReencryptionOptionsValidator : IValidateOptions<PlatformReencryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformReencryptionOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PlatformReencryptionOptions options)
    {
        if (options.Interval <= TimeSpan.Zero)
            yield return $"{nameof(options.Interval)} must be longer than nothing, not {options.Interval}.";
        if (options.PageSize is < 1 or > 10_000)
            yield return $"{nameof(options.PageSize)} must be 1 to 10,000, not {options.PageSize}.";
        if (options.ValuesPerSecond is < 1)
            yield return $"{nameof(options.ValuesPerSecond)} must be at least 1, or absent for no limit, not {options.ValuesPerSecond}.";
        if (options.Grace < TimeSpan.Zero)
            yield return $"{nameof(options.Grace)} must not be negative, as {options.Grace} is.";
    }
}
