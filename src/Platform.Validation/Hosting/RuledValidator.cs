using Microsoft.Extensions.Options;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Hosting;

/// <summary>Asks the rules of a value whose type nobody names: an argument that a framework bound.</summary>
internal sealed class RuledValidator(IServiceProvider services, IOptions<PlatformValidationOptions> options, Telemetry telemetry)
{
    private readonly RuleLimits _limits = options.Value.ToLimits();

    public static IRuled Sanitize(IRuled value)
    {
        var report = SanitizationReport.Take(null);
        try
        {
            return (IRuled)value.Sanitize(report);
        }
        finally
        {
            report.Return();
        }
    }

    /// <summary>Applies the sanitisers of a value, or those that stand elsewhere.</summary>
    public static object Sanitize(object value, IArgumentRules? elsewhere) => elsewhere is null ? Sanitize((IRuled)value) : elsewhere.Sanitize(value);

    /// <summary>Asks the rules of a value, or those that stand elsewhere.</summary>
    public ValueTask<ValidationResult> ValidateAsync(object value, IArgumentRules? elsewhere, CancellationToken cancellationToken) =>
        elsewhere is null ? ValidateAsync((IRuled)value, cancellationToken) : AskAsync(value, elsewhere, cancellationToken);

    public async ValueTask<ValidationResult> ValidateAsync(IRuled value, CancellationToken cancellationToken)
    {
        var holds = Judge(value, out var isSilent, out var hasAsyncRules);
        var result = isSilent && !hasAsyncRules ? default : await DescribeAsync(value, holds, isSilent, hasAsyncRules, cancellationToken).ConfigureAwait(false);
        telemetry.Report(value.GetType(), in result);
        return result;
    }

    private async ValueTask<ValidationResult> AskAsync(object value, IArgumentRules rules, CancellationToken cancellationToken)
    {
        using var span = rules.HasAsyncRules ? telemetry.StartAsking(rules.Type) : null;
        var result = await rules.ValidateAsync(value, services, _limits, cancellationToken).ConfigureAwait(false);
        telemetry.Report(rules.Type, in result);
        return result;
    }

    private bool Judge(IRuled value, out bool isSilent, out bool hasAsyncRules)
    {
        var context = new RuleContext([], _limits, mayAsk: true);
        var holds = value.Judge(ref context);
        hasAsyncRules = context.MetAsyncRules;
        isSilent = holds && !context.MetWarnings;
        return holds;
    }

    private async ValueTask<ValidationResult> DescribeAsync(IRuled value, bool holds, bool isSilent, bool hasAsyncRules, CancellationToken cancellationToken)
    {
        using var span = hasAsyncRules ? telemetry.StartAsking(value.GetType()) : null;
        var report = RuleReport.Take([], _limits);
        try
        {
            if (!isSilent)
                value.Describe(report);
            if (!holds)
                report.RefuseWithoutError();
            if (!report.HasErrors)
                await value.DescribeAsync(report, services, cancellationToken).ConfigureAwait(false);
            return report.ToResult();
        }
        finally
        {
            report.Return();
        }
    }
}
