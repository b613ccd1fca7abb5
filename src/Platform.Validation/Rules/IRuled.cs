using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>A value that knows its rules whatever the static type it is held by. The generator implements it; nobody else has to.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRuled
{
    /// <summary>Whether no rule is broken that is an error; of others that are broken the context is told.</summary>
    /// <param name="context">What is asked for.</param>
    /// <returns>Whether it does.</returns>
    bool Judge(ref RuleContext context);

    /// <summary>Reports every rule that does not hold.</summary>
    /// <param name="report">Takes the failures.</param>
    void Describe(RuleReport report);

    /// <summary>Reports every asynchronous rule that does not hold.</summary>
    /// <param name="report">Takes the failures.</param>
    /// <param name="services">What rules ask for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is done.</returns>
    ValueTask DescribeAsync(RuleReport report, IServiceProvider services, CancellationToken cancellationToken);

    /// <summary>Applies the sanitisers.</summary>
    /// <param name="report">Takes what changed.</param>
    /// <returns>The value itself where it was clean or could be changed in place, else another one.</returns>
    object Sanitize(Sanitizing.SanitizationReport report);
}
