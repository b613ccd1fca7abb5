using Microsoft.Extensions.Options;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Hosting;

/// <summary>Asks the rules of a type within a host.</summary>
internal class HostValidator<T, TRules>(IServiceProvider services, IOptions<PlatformValidationOptions> options, Telemetry telemetry) : IValidator<T, TRules>
    where TRules : IValidatorFor<T>
{
    private readonly RuleLimits _limits = options.Value.ToLimits();

    public ValidationResult Validate(T value, params ReadOnlySpan<string> ruleSets)
    {
        var result = TRules.Validator.Validate(value, ruleSets, _limits);
        telemetry.Report(typeof(T), in result);
        return result;
    }

    public async ValueTask<ValidationResult> ValidateAsync(T value, ReadOnlyMemory<string> ruleSets = default, CancellationToken cancellationToken = default)
    {
        using var span = TRules.Validator.HasAsyncRules ? telemetry.StartAsking(typeof(T)) : null;
        var result = await TRules.Validator.ValidateAsync(value, services, ruleSets, _limits, cancellationToken).ConfigureAwait(false);
        telemetry.Report(typeof(T), in result);
        return result;
    }

    public T Sanitize(T value, ICollection<SanitizationChange>? changes = null) => TRules.Validator.Sanitize(value, changes);
}

/// <summary>The same for a type that has its rules in itself.</summary>
internal sealed class HostValidator<T>(IServiceProvider services, IOptions<PlatformValidationOptions> options, Telemetry telemetry)
    : HostValidator<T, T>(services, options, telemetry), IValidator<T>
    where T : IValidated<T>;
