using Microsoft.Extensions.Options;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Hosting;

/// <summary>Asks the rules of a type within a host.</summary>
internal sealed class HostValidator<T>(IServiceProvider services, IOptions<PlatformValidationOptions> options, Telemetry telemetry) : IValidator<T>
    where T : IValidated<T>
{
    private readonly RuleLimits _limits = options.Value.ToLimits();

    public ValidationResult Validate(T value, params ReadOnlySpan<string> ruleSets)
    {
        var result = T.Validator.Validate(value, ruleSets, _limits);
        telemetry.Report(typeof(T), in result);
        return result;
    }

    public async ValueTask<ValidationResult> ValidateAsync(T value, ReadOnlyMemory<string> ruleSets = default, CancellationToken cancellationToken = default)
    {
        using var span = T.Validator.HasAsyncRules ? telemetry.StartAsking(typeof(T)) : null;
        var result = await T.Validator.ValidateAsync(value, services, ruleSets, _limits, cancellationToken).ConfigureAwait(false);
        telemetry.Report(typeof(T), in result);
        return result;
    }

    public T Sanitize(T value, ICollection<SanitizationChange>? changes = null) => T.Validator.Sanitize(value, changes);
}
