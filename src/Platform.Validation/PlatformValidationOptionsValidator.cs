using Microsoft.Extensions.Options;

namespace Platform.Validation;

/// <summary>Refuses limits that cannot work; with all the reasons at once.</summary>
internal sealed class PlatformValidationOptionsValidator : IValidateOptions<PlatformValidationOptions>
{
    private const int MostDepth = 256;
    private const int MostValues = 100_000_000;
    private const int MostFailures = 10_000;
    private const int MostAsyncRules = 1_000_000;

    public ValidateOptionsResult Validate(string? name, PlatformValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> failures =
        [
            .. Outside(nameof(options.MaxDepth), options.MaxDepth, MostDepth),
            .. Outside(nameof(options.MaxValues), options.MaxValues, MostValues),
            .. Outside(nameof(options.MaxFailures), options.MaxFailures, MostFailures),
            .. Outside(nameof(options.MaxAsyncRules), options.MaxAsyncRules, MostAsyncRules),
        ];
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Outside(string name, int value, int most)
    {
        if (value < 1 || value > most)
            yield return $"{name} is {value}; it must be from 1 to {most}.";
    }
}
