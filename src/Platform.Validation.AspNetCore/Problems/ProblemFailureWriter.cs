using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.Options;

namespace Platform.Validation.AspNetCore.Problems;

/// <summary>
/// Writes failures as problem details (RFC 9457), section 3's example of a list of errors with JSON Pointers, and each error's stable
/// code and facts beside its text. The members are those of Platform.Errors, so that a client sees one shape whoever answers.
/// </summary>
internal sealed class ProblemFailureWriter(ValidationMessages messages, IOptions<PlatformValidationAspNetCoreOptions> options) : IValidationFailureWriter
{
    private const string MediaType = "application/problem+json";

    private static readonly Refusal Invalid = new("VALIDATION_FAILED", "The request is not valid");

    // Scripts of all languages as they are; what could be taken for markup stays escaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly PlatformValidationAspNetCoreOptions _options = options.Value;

    public ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            WriteHead(json, context, _options.ProblemType, Invalid.Title, _options.StatusCode, detail: null, Invalid.Code);
            if (result.IsTruncated)
            {
                json.WriteStartObject("args"u8);
                json.WriteBoolean("isTruncated"u8, true);
                json.WriteEndObject();
            }
            WriteErrors(json, in result);
            json.WriteEndObject();
        }
        return SendAsync(context, _options.StatusCode, body, cancellationToken);
    }

    public ValueTask WriteRefusalAsync(HttpContext context, int statusCode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var refusal = Refusal.Of(statusCode);
        var reason = RefusalReason.Of(context, statusCode, _options.MaxBodyBytes);
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            var type = $"urn:error:common:{refusal.Code.ToLowerInvariant().Replace('_', '-')}";
            WriteHead(json, context, type, refusal.Title, statusCode, reason?.Detail, refusal.Code);
            if (statusCode == StatusCodes.Status408RequestTimeout)
                json.WriteBoolean("retryable"u8, true);
            reason?.WriteArguments(json);
            json.WriteEndObject();
        }
        return SendAsync(context, statusCode, body, cancellationToken);
    }

    public void Describe(EndpointBuilder endpoint, bool readsBody)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Describe(endpoint, _options.StatusCode, Invalid);
        if (!readsBody)
            return;
        Describe(endpoint, StatusCodes.Status413PayloadTooLarge, Refusal.Of(StatusCodes.Status413PayloadTooLarge));
        Describe(endpoint, StatusCodes.Status415UnsupportedMediaType, Refusal.Of(StatusCodes.Status415UnsupportedMediaType));
    }

    private static void Describe(EndpointBuilder endpoint, int status, Refusal refusal)
    {
        // What the application itself says of a status it knows better.
        if (endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(response => response.StatusCode == status)
            || endpoint.Metadata.OfType<IApiResponseMetadataProvider>().Any(response => response.StatusCode == status))
            return;
        endpoint.Metadata.Add(new ProducesResponseTypeAttribute(typeof(ValidationFailureProblem), status, MediaType)
        {
            Description = $"`{refusal.Code}`: {refusal.Title}",
        });
    }

    private static void WriteHead(Utf8JsonWriter json, HttpContext context, string type, string title, int status, string? detail, string code)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("title"u8, title);
        json.WriteNumber("status"u8, status);
        if (detail is not null)
            json.WriteString("detail"u8, detail);
        json.WriteString("code"u8, code);
        json.WriteString("traceId"u8, Activity.Current switch
        {
            { IdFormat: ActivityIdFormat.W3C } activity => activity.TraceId.ToHexString(),
            { Id: { } id } => id,
            _ => context.TraceIdentifier,
        });
    }

    private void WriteErrors(Utf8JsonWriter json, in ValidationResult result)
    {
        var culture = CultureInfo.CurrentUICulture;
        json.WriteStartArray("errors"u8);
        foreach (var failure in result.Failures)
        {
            // A warning need not be mended, and a client that counts what stands here would refuse what the server lets pass.
            if (failure.Severity == ValidationSeverity.Error)
                Write(json, in failure, culture);
        }
        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, in ValidationFailure failure, CultureInfo culture)
    {
        json.WriteStartObject();
        json.WriteString("code"u8, failure.Code);
        json.WriteString("pointer"u8, failure.InstancePointer);
        json.WriteString("detail"u8, messages.Render(in failure, culture));
        if (failure.Arguments.Count > 0)
        {
            json.WriteStartObject("args"u8);
            for (var i = 0; i < failure.Arguments.Count; i++)
            {
                var argument = failure.Arguments[i];
                if (argument.IsNumber)
                    json.WriteNumber(argument.Name, argument.Number);
                else
                    json.WriteString(argument.Name, argument.Text);
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static async ValueTask SendAsync(HttpContext context, int statusCode, ArrayBufferWriter<byte> body, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = statusCode;
        response.ContentType = MediaType;
        response.ContentLength = body.WrittenCount;
        if (response.Headers.CacheControl.Count == 0)
            response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.BodyWriter.WriteAsync(body.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
