using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Validation;
using Platform.Validation.AspNetCore;
using Platform.Validation.Rules;

namespace Platform.Hosting.Validation;

/// <summary>Answers with what validation found through the one writer of errors.</summary>
internal sealed class ErrorsFailureWriter(
    ErrorResponseWriter writer, ErrorTexts texts, ValidationErrors failures, IOptions<PlatformValidationAspNetCoreOptions> options)
    : IValidationFailureWriter
{
    /// <summary>Nobody reads longer names, and they come from the caller.</summary>
    private const int LongestName = 200;

    private static readonly string DefaultType = new PlatformValidationAspNetCoreOptions().ProblemType;

    private readonly PlatformValidationAspNetCoreOptions _options = options.Value;

    /// <summary>Platform.Errors knows what the framework says of arguments, in more words than these.</summary>
    public bool LeavesBindingToFramework => true;

    public ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var chosen = writer.CultureOf(context);
        var errors = failures.Of(result, CultureOf(chosen));
        // What a handler would have returned by itself is answered in the same way when a rule finds it.
        return errors is [var only] && !result.IsTruncated && ValidationErrors.IsCatalogued(in only)
            ? writer.WriteAsync(context, in only)
            : writer.WriteAsync(context, Head(result.IsTruncated, chosen).WithErrors([.. errors]));
    }

    /// <summary>
    /// As Platform.Errors says it of whoever binds without validation: what is no JSON, or other JSON than is expected, is no fault of a value
    /// (docs/decisions/0025-unreadable-json-is-no-fault-of-a-value.md).
    /// </summary>
    public ValueTask WriteUnreadableAsync(HttpContext context, UnreadableBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(body);
        return body switch
        {
            { IsMissing: true } => writer.WriteAsync(context, CommonErrors.BodyMissing()),
            // The sentence of the framework, by which its refusals are told from other JSON that an application reads.
            { Exception: { } exception } => writer.WriteAsync(
                context, new BadHttpRequestException("Failed to read parameter \"body\" from the request body as JSON.", StatusCodes.Status400BadRequest, exception)),
            { Result.Failures: [{ Code: ValidationCodes.JsonDuplicateProperty } repeated] } => writer.WriteAsync(context, Repeated(in repeated)),
            // Half a character is no text that the serializer could make of it.
            { Result.Failures: [{ Code: ValidationCodes.JsonLoneSurrogate } half] } => writer.WriteAsync(context, ValidationErrors.At(CommonErrors.UnexpectedJson(), half.InstancePointer)),
            _ => WriteAsync(context, body.Result, cancellationToken),
        };
    }

    public ValueTask WriteRefusalAsync(HttpContext context, int statusCode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return writer.WriteAsync(context, statusCode switch
        {
            StatusCodes.Status408RequestTimeout => CommonErrors.RequestTimeout(),
            StatusCodes.Status413PayloadTooLarge => CommonErrors.ContentTooLarge(LimitOf(context)),
            StatusCodes.Status415UnsupportedMediaType => CommonErrors.UnsupportedMediaType(),
            _ => CommonErrors.MalformedBody(),
        });
    }

    public void Describe(EndpointBuilder endpoint, bool readsBody)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var described = new Described(endpoint);
        described.ProducesErrors(Whole);
        if (readsBody)
            described.ProducesErrors(
                CommonErrors.Descriptors.BodyMissing,
                CommonErrors.Descriptors.MalformedJson,
                CommonErrors.Descriptors.JsonTooDeep,
                CommonErrors.Descriptors.UnexpectedJson,
                CommonErrors.Descriptors.MemberDuplicate,
                CommonErrors.Descriptors.ContentTooLarge,
                CommonErrors.Descriptors.UnsupportedMediaType);
    }

    /// <summary>How large a body may be: the server may allow less than the options.</summary>
    private long LimitOf(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } most && most < _options.MaxBodyBytes ? most : _options.MaxBodyBytes;

    /// <summary>The language that errors are answered in; where that is not chosen, the one that the request runs in.</summary>
    private CultureInfo CultureOf(CultureInfo? chosen) =>
        texts.Cultures.Count == 0 ? CultureInfo.CurrentUICulture
        : chosen is { Name.Length: > 0 } ? chosen
        : CultureInfo.GetCultureInfo(texts.NeutralLanguage);

    private static Error Repeated(in ValidationFailure failure) =>
        failure.Arguments.TryGet("property", out var name) && name.Text.Length <= LongestName
            ? ValidationErrors.At(CommonErrors.MemberDuplicate(name.Text), failure.InstancePointer + RuleFindings.PointerTo(name.Text))
            : ValidationErrors.At(CommonErrors.MemberDuplicate(), failure.InstancePointer);

    /// <summary>What the answer is where all of what is wrong is listed.</summary>
    private ErrorDescriptor Whole => field ??= Head(isTruncated: false, culture: null).Descriptor;

    private Error Head(bool isTruncated, CultureInfo? culture)
    {
        var common = CommonErrors.ValidationFailed();
        if (!isTruncated && _options.ProblemType == DefaultType && _options.StatusCode == common.Descriptor.Status)
            return common;
        var head = new ErrorDescriptor(common.Descriptor.Domain, common.Code, common.Kind, texts.Title(in common, culture))
        {
            Status = _options.StatusCode,
            Type = _options.ProblemType,
            EventId = common.Descriptor.EventId,
            Parameters = isTruncated ? [new ErrorParameter("isTruncated", ErrorArgumentType.Boolean)] : [],
        };
        return isTruncated ? head.Create(true) : head.Create();
    }

    /// <summary>An endpoint that is being built, as that which conventions are told to.</summary>
    private sealed class Described(EndpointBuilder endpoint) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => convention(endpoint);
    }
}
