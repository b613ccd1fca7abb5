using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>Refuses formats that could never be chosen or used.</summary>
internal sealed class PlatformErrorsAspNetCoreOptionsValidator : IValidateOptions<PlatformErrorsAspNetCoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformErrorsAspNetCoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = options.Formats().SelectMany(Failures).ToList();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(ErrorFormatRule rule)
    {
        if (rule.Format is null)
            yield return $"AddFormat was called without a format ({rule.Describe()}).";
        if (rule.When is null && rule.Path.Value is not { Length: > 1 })
            yield return "AddFormat was called with an empty path; a format for the whole site is one for every request: AddFormat(static _ => true, …).";
        else if (rule.When is null && rule.Path.Value!.EndsWith('/'))
            yield return $"AddFormat was called with the path '{rule.Path}'; a path has no slash at its end, or nothing would be below it.";
    }
}
