using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Platform.Shared;
using Platform.Validation.Reading;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation;

/// <summary>
/// The rules of a type, compiled. The generator writes one for each type that is marked <see cref="ValidatedAttribute"/>; it is reached
/// by the type's static property <c>Validator</c>.
/// </summary>
/// <remarks>Immutable and safe on many threads. A value that is being judged must not be changed meanwhile.</remarks>
/// <typeparam name="T">The type.</typeparam>
public abstract class Validator<T> : IArgumentRules
{
    /// <summary>Whether the type, or one that is nested in it, has asynchronous rules. They run in <c>ValidateAsync</c> alone.</summary>
    public virtual bool HasAsyncRules => false;

    /// <summary>Whether the type, or one that is nested in it, declares sanitisers.</summary>
    public virtual bool HasSanitizers => false;

    Type IArgumentRules.Type => typeof(T);

    /// <summary>Whether no rule is broken whose severity is <see cref="ValidationSeverity.Error"/>.</summary>
    /// <param name="value">The value, as it is: sanitisers do not run.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <returns>Whether none is. Nothing is allocated where no rule is broken.</returns>
    /// <exception cref="InvalidOperationException">There are asynchronous rules.</exception>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(T value, params ReadOnlySpan<string> ruleSets)
    {
        var context = new RuleContext(ruleSets, RuleLimits.Default);
        return (value is not null && Judge(value, ref context)) || Refused();
    }

    /// <summary>Says which rules are broken, if any is.</summary>
    /// <param name="value">The value, as it is: sanitisers do not run.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <returns>The result. Nothing is allocated where no rule is broken; otherwise the list, and a text for a pointer into a nested value that was not told lately.</returns>
    /// <exception cref="InvalidOperationException">There are asynchronous rules.</exception>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValidationResult Validate(T value, params ReadOnlySpan<string> ruleSets) => Validate(value, ruleSets, RuleLimits.Default);

    /// <summary>Hands the broken rules to a sink, one failure after another.</summary>
    /// <param name="value">The value, as it is: sanitisers do not run.</param>
    /// <param name="sink">Takes the failures.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <returns>Whether none of them is an error.</returns>
    /// <exception cref="InvalidOperationException">There are asynchronous rules.</exception>
    [HotPath]
    public bool Validate(T value, IValidationSink sink, params ReadOnlySpan<string> ruleSets)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var context = new RuleContext(ruleSets, RuleLimits.Default);
        var holds = value is not null && Judge(value, ref context);
        if (holds && !context.MetWarnings)
            return true;
        RefuseAsyncRules();
        var report = Explain(value, holds, ruleSets, RuleLimits.Default);
        try
        {
            foreach (ref readonly var failure in report.Failures)
            {
                if (!sink.Add(in failure))
                    break;
            }
            return !report.HasErrors;
        }
        finally
        {
            report.Return();
        }
    }

    /// <summary>Applies the sanitisers, then says which rules are broken: what an edge does with what came in.</summary>
    /// <param name="value">The value; afterwards the sanitised one.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">There are asynchronous rules.</exception>
    public ValidationResult SanitizeAndValidate(ref T value, params ReadOnlySpan<string> ruleSets)
    {
        value = Sanitize(value);
        return Validate(value, ruleSets, RuleLimits.Default);
    }

    /// <summary>Applies the sanitisers.</summary>
    /// <param name="value">The value.</param>
    /// <param name="changes">Takes what changed, where somebody wants to know.</param>
    /// <returns>
    /// The value itself where it was clean; nothing is allocated then. Otherwise a record or struct comes back as a copy, and an object
    /// with setters as itself, changed.
    /// </returns>
    [HotPath]
    public T Sanitize(T value, ICollection<SanitizationChange>? changes = null)
    {
        if (value is null || !HasSanitizers)
            return value;
        var report = SanitizationReport.Take(changes);
        try
        {
            return Sanitize(value, report);
        }
        finally
        {
            report.Return();
        }
    }

    /// <summary>Says which rules are broken; asynchronous ones are asked where the others leave no error.</summary>
    /// <param name="value">The value, as it is: sanitisers do not run.</param>
    /// <param name="services">What the asynchronous rules ask for.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The result.</returns>
    public ValueTask<ValidationResult> ValidateAsync(
        T value, IServiceProvider services, ReadOnlyMemory<string> ruleSets = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        return ValidateAsync(value, services, ruleSets, RuleLimits.Default, cancellationToken);
    }

    /// <summary>
    /// What JSON Schema (2020-12) can say of the rules: for OpenAPI, for clients, for <see cref="Schema.JsonSchema"/> to judge bytes by. It lets
    /// in all that the rules let in. What no keyword says exactly is left out: methods, conditions, rule sets, warnings, patterns (of
    /// another dialect), what a converter of somebody's own writes.
    /// </summary>
    /// <returns>The schema, as JSON; nested types stand in its <c>$defs</c> by their full name.</returns>
    public string ToJsonSchema()
    {
        var schemas = new RuleSchemas();
        AddSchema(schemas);
        return schemas.ToString();
    }

    /// <summary>
    /// The type, and those that are nested in it, as interfaces of TypeScript with the rules in them. For several types in one module:
    /// <see cref="Rules.TypeScript.TypeScriptModule"/>.
    /// </summary>
    /// <returns>TypeScript.</returns>
    public string ToTypeScript()
    {
        var schemas = new RuleSchemas();
        AddSchema(schemas);
        return Rules.TypeScript.TypeScriptModule.Write(schemas);
    }

    object IArgumentRules.Sanitize(object value) => Sanitize((T)value)!;

    ValueTask<ValidationResult> IArgumentRules.ValidateAsync(object value, IServiceProvider services, RuleLimits limits, CancellationToken cancellationToken) =>
        ValidateAsync((T)value, services, default, limits, cancellationToken);

    /// <summary>Generated: gives what a schema can say of the rules.</summary>
    /// <param name="schemas">Takes it.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract void AddSchema(RuleSchemas schemas);

    /// <summary>
    /// Generated: whether no synchronous rule is broken that is an error, of a value and of what it really is, if that is a derived type. Of
    /// others that are broken the context is told.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="context">What is asked for.</param>
    /// <returns>Whether it does.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract bool Judge(T value, ref RuleContext context);

    /// <summary>Generated: the same for the rules that this very type declares or inherits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="context">What is asked for.</param>
    /// <returns>Whether it does.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual bool JudgeDeclared(T value, ref RuleContext context) => Judge(value, ref context);

    /// <summary>Generated: reports every synchronous rule that is broken.</summary>
    /// <param name="value">The value.</param>
    /// <param name="report">Takes the failures.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract void Describe(T value, RuleReport report);

    /// <summary>Generated: the same for what this very type declares or inherits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="report">Takes the failures.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual void DescribeDeclared(T value, RuleReport report) => Describe(value, report);

    /// <summary>Generated: reports every asynchronous rule that is broken.</summary>
    /// <param name="value">The value.</param>
    /// <param name="report">Takes the failures.</param>
    /// <param name="services">What the rules ask for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is done.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual ValueTask DescribeAsync(T value, RuleReport report, IServiceProvider services, CancellationToken cancellationToken) => default;

    /// <summary>Generated: the same for what this very type declares or inherits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="report">Takes the failures.</param>
    /// <param name="services">What the rules ask for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is done.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual ValueTask DescribeDeclaredAsync(T value, RuleReport report, IServiceProvider services, CancellationToken cancellationToken) =>
        DescribeAsync(value, report, services, cancellationToken);

    /// <summary>Generated: applies the sanitisers.</summary>
    /// <param name="value">The value.</param>
    /// <param name="report">Takes what changed.</param>
    /// <returns>The value itself where it was clean or could be changed in place, else another one.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual T Sanitize(T value, SanitizationReport report) => value;

    /// <summary>Generated: the same for what this very type declares or inherits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="report">Takes what changed.</param>
    /// <returns>As for <see cref="Sanitize(T, SanitizationReport)"/>.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual T SanitizeDeclared(T value, SanitizationReport report) => Sanitize(value, report);

    /// <summary>Generated: what the code that reads values from JSON takes the type for.</summary>
    /// <value>Default <see langword="null"/>: there is no such code.</value>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual JsonShape? Shape => null;

    /// <summary>Generated: reads a value from JSON, where nothing about it is wrong or unusual.</summary>
    /// <param name="reader">Stands at the value; afterwards at its end.</param>
    /// <param name="reading">How it is read.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it was read; otherwise nothing has been decided.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual bool TryRead(ref Utf8JsonReader reader, JsonReading reading, out T? value)
    {
        value = default;
        return false;
    }

    // Inlined into a caller that knows the type, the call of the generated code is direct.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ValidationResult Validate(T value, ReadOnlySpan<string> ruleSets, RuleLimits limits)
    {
        var context = new RuleContext(ruleSets, limits);
        var holds = value is not null && Judge(value, ref context);
        return holds && !context.MetWarnings ? default : ResultOf(value, holds, ruleSets, limits);
    }

    /// <summary>What is refused is refused, but a synchronous caller is to learn that not every rule was asked.</summary>
    private bool Refused()
    {
        RefuseAsyncRules();
        return false;
    }

    internal ValueTask<ValidationResult> ValidateAsync(
        T value, IServiceProvider services, ReadOnlyMemory<string> ruleSets, RuleLimits limits, CancellationToken cancellationToken)
    {
        var context = new RuleContext(ruleSets.Span, limits, mayAsk: true);
        var holds = value is not null && Judge(value, ref context);
        return holds && !context.MetAsyncRules && !context.MetWarnings ? default
            : AskAsync(value, holds, holds && !context.MetWarnings, services, ruleSets, limits, cancellationToken);
    }

    private async ValueTask<ValidationResult> AskAsync(
        T value, bool holds, bool isSilent, IServiceProvider services, ReadOnlyMemory<string> ruleSets, RuleLimits limits, CancellationToken cancellationToken)
    {
        var report = isSilent ? RuleReport.Take(ruleSets.Span, limits) : Explain(value, holds, ruleSets.Span, limits);
        try
        {
            if (!report.HasErrors)
                await DescribeAsync(value, report, services, cancellationToken).ConfigureAwait(false);
            return report.ToResult();
        }
        finally
        {
            report.Return();
        }
    }

    private ValidationResult ResultOf(T value, bool holds, ReadOnlySpan<string> ruleSets, RuleLimits limits)
    {
        RefuseAsyncRules();
        var report = Explain(value, holds, ruleSets, limits);
        try
        {
            return report.ToResult();
        }
        finally
        {
            report.Return();
        }
    }

    private RuleReport Explain(T value, bool holds, ReadOnlySpan<string> ruleSets, RuleLimits limits)
    {
        var report = RuleReport.Take(ruleSets, limits);
        if (value is null)
            report.Add(ValidationCodes.ValueRequired, "", "required");
        else
            Describe(value, report);
        if (!holds)
            report.RefuseWithoutError();
        return report;
    }

    private void RefuseAsyncRules()
    {
        if (HasAsyncRules)
            throw new InvalidOperationException($"{typeof(T)} has asynchronous rules; call ValidateAsync, which runs them.");
    }
}
