using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.Validation.AspNetCore.Problems;

/// <summary>
/// Writes failures as problem details (RFC 9457), section 3's example of a list of errors with JSON Pointers, and each error's stable
/// code and facts beside its text.
/// </summary>
internal sealed class ProblemFailureWriter(ValidationMessages messages, IOptions<PlatformValidationAspNetCoreOptions> options) : IValidationFailureWriter
{
    private readonly PlatformValidationAspNetCoreOptions _options = options.Value;

    public async ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        response.StatusCode = _options.StatusCode;
        response.ContentType = "application/problem+json";
        using (var writer = new Utf8JsonWriter(response.BodyWriter))
            Write(writer, context, in result);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer, HttpContext context, in ValidationResult result)
    {
        var culture = CultureInfo.CurrentUICulture;
        writer.WriteStartObject();
        writer.WriteString("type"u8, _options.ProblemType);
        writer.WriteString("title"u8, "The request is not valid.");
        writer.WriteNumber("status"u8, _options.StatusCode);
        if (Activity.Current?.Id is { } trace)
            writer.WriteString("traceId"u8, trace);
        else
            writer.WriteString("traceId"u8, context.TraceIdentifier);
        writer.WriteStartArray("errors"u8);
        foreach (var failure in result.Failures)
            Write(writer, in failure, culture);
        writer.WriteEndArray();
        if (result.IsTruncated)
            writer.WriteBoolean("errorsTruncated"u8, true);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, in ValidationFailure failure, CultureInfo culture)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, failure.Code);
        writer.WriteString("pointer"u8, failure.InstancePointer);
        writer.WriteString("detail"u8, messages.Render(in failure, culture));
        if (failure.Severity != ValidationSeverity.Error)
            writer.WriteString("severity"u8, failure.Severity == ValidationSeverity.Warning ? "warning"u8 : "information"u8);
        if (failure.Arguments.Count > 0)
        {
            writer.WriteStartObject("args"u8);
            for (var i = 0; i < failure.Arguments.Count; i++)
            {
                var argument = failure.Arguments[i];
                if (argument.IsNumber)
                    writer.WriteNumber(argument.Name, argument.Number);
                else
                    writer.WriteString(argument.Name, argument.Text);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
