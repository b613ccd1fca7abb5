using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.Resilience;

/// <summary>
/// Refuses keys of a pipeline's section that are no options: a binder passes over them without a word, and a limit that somebody believes to have set is the
/// default.
/// </summary>
/// <param name="pipeline">The name of the pipeline.</param>
/// <param name="section">The section, which is the pipeline's alone.</param>
internal sealed class ConfigurationKeys(string pipeline, IConfigurationSection section) : IValidateOptions<PlatformResilienceOptions>
{
    private static readonly string[] Top = NamesOf<PlatformResilienceOptions>();

    private static readonly FrozenDictionary<string, string[]> Below = new Dictionary<string, string[]>
    {
        [nameof(PlatformResilienceOptions.Retry)] = NamesOf<RetryOptions>(),
        [nameof(PlatformResilienceOptions.RetryBudget)] = NamesOf<RetryBudgetOptions>(),
        [nameof(PlatformResilienceOptions.CircuitBreaker)] = NamesOf<CircuitBreakerOptions>(),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public ValidateOptionsResult Validate(string? name, PlatformResilienceOptions options)
    {
        if (name != pipeline)
            return ValidateOptionsResult.Skip;
        var below = section.GetChildren().SelectMany(static child => Below.TryGetValue(child.Key, out var known) ? Unknown(child, known) : []);
        var failures = Unknown(section, Top).Concat(below)
            .Select(failure => $"Resilience pipeline '{pipeline}': {failure}").ToList();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Whether it looks at this section for this pipeline.</summary>
    public bool IsOf(string name, IConfigurationSection other) => pipeline == name && section.Path == other.Path;

    private static IEnumerable<string> Unknown(IConfigurationSection section, string[] known) =>
        from child in section.GetChildren()
        where !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        let nearest = NearestName.Of(child.Key, known) is { } name ? $" Did you mean '{name}'?" : ""
        select $"the configuration has '{child.Path}', and there is no option '{child.Key}' in the section '{section.Path}'.{nearest} "
            + $"There are: {string.Join(", ", known)}.";

    private static string[] NamesOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>() =>
        [.. typeof(T).GetProperties().Select(static property => property.Name)];
}
