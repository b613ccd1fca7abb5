using System.Globalization;
using Microsoft.Extensions.Options;

namespace Platform.Errors;

/// <summary>Refuses options, and catalogues that were added, that cannot work; with all the reasons at once.</summary>
internal sealed class PlatformErrorsOptionsValidator(IEnumerable<ErrorCatalog> catalogs) : IValidateOptions<PlatformErrorsOptions>
{
    private const int MostErrors = 10_000;
    private const int LeastProblemBytes = 1_024;
    private const int MostProblemBytes = 16_777_216;

    public ValidateOptionsResult Validate(string? name, PlatformErrorsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = ErrorCatalogs.Clashes(catalogs).Concat(Failures(options)).ToList();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(PlatformErrorsOptions options)
    {
        if (options.MaximumErrors is < 1 or > MostErrors)
            yield return $"{nameof(options.MaximumErrors)} is {options.MaximumErrors}; it must be from 1 to {MostErrors}.";
        if (options.MaximumProblemBytes is < LeastProblemBytes or > MostProblemBytes)
            yield return $"{nameof(options.MaximumProblemBytes)} is {options.MaximumProblemBytes}; it must be from {LeastProblemBytes} to {MostProblemBytes}.";
        if (!LanguageTags.IsWellFormed(options.NeutralLanguage))
            yield return $"{nameof(options.NeutralLanguage)} is '{options.NeutralLanguage}', which is not a language tag (RFC 5646) such as 'en' or 'de-AT'.";
        foreach (var culture in options.Cultures.Where(culture => !IsCulture(culture)))
            yield return $"{nameof(options.Cultures)} has '{culture}', which is no culture that is known here (with InvariantGlobalization none is).";
    }

    private static bool IsCulture(string name)
    {
        try
        {
            // Without predefinedOnly a culture is made of every tag that is well formed, misspelt or not.
            return LanguageTags.IsWellFormed(name) && CultureInfo.GetCultureInfo(name, predefinedOnly: true) is { Name.Length: > 0 };
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
