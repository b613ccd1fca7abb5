using Microsoft.Extensions.Options;

namespace Platform.Validation.AspNetCore;

/// <summary>Refuses options that cannot work; with all the reasons at once.</summary>
internal sealed class PlatformValidationAspNetCoreOptionsValidator : IValidateOptions<PlatformValidationAspNetCoreOptions>
{
    private const int MostBytes = (128 * 1024 * 1024) - 1;
    private const int MostDepth = 256;

    public ValidateOptionsResult Validate(string? name, PlatformValidationAspNetCoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = Failures(options).ToList();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(PlatformValidationAspNetCoreOptions options)
    {
        if (options.MaxBodyBytes is < 1 or > MostBytes)
            yield return $"{nameof(options.MaxBodyBytes)} is {options.MaxBodyBytes}; it must be from 1 to {MostBytes}.";
        if (options.MaxBodyDepth is < 1 or > MostDepth)
            yield return $"{nameof(options.MaxBodyDepth)} is {options.MaxBodyDepth}; it must be from 1 to {MostDepth}.";
        if (options.StatusCode is not (400 or 422))
            yield return $"{nameof(options.StatusCode)} is {options.StatusCode}; it must be 400 or 422.";
        if (!Uri.TryCreate(options.ProblemType, UriKind.RelativeOrAbsolute, out _) || string.IsNullOrWhiteSpace(options.ProblemType))
            yield return $"{nameof(options.ProblemType)} is '{options.ProblemType}'; it must be a URI.";
        if (!Enum.IsDefined(options.UnvalidatedBodies))
            yield return $"{nameof(options.UnvalidatedBodies)} is {options.UnvalidatedBodies}; it must be Warn, Refuse or Allow.";
    }
}
