using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Validation.Schema;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Reads a JSON body: first the bytes are judged, then they are bound, then the object is sanitised and judged.</summary>
internal static class BodyBinder
{
    public static async ValueTask<Valid<T>?> BindAsync<T>(HttpContext context)
        where T : IValidated<T>
    {
        try
        {
            return await ReadAsync<T>(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            // The server itself refuses to read on: too large, too slow, malformed.
            return new Valid<T>(exception.StatusCode);
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Kestrel says it so where a chunk announces more bytes than a number can hold.
            return new Valid<T>(StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>Whether the body is JSON in UTF-8 (RFC 8259, section 8.1) as it stands. Whoever unpacks bodies takes the header away.</summary>
    private static bool IsPlainJson(HttpRequest request)
    {
        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return false;
        return (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            && (request.Headers.ContentEncoding is not { Count: > 0 } encoding
                || encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase));
    }

    private static async ValueTask<Valid<T>?> ReadAsync<T>(HttpContext context)
        where T : IValidated<T>
    {
        var cancellationToken = context.RequestAborted;
        if (!IsPlainJson(context.Request))
            return new Valid<T>(StatusCodes.Status415UnsupportedMediaType);
        var options = context.RequestServices.GetRequiredService<IOptions<PlatformValidationAspNetCoreOptions>>().Value;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
            && (size.MaxRequestBodySize is not { } most || most > options.MaxBodyBytes))
            size.MaxRequestBodySize = options.MaxBodyBytes;

        var schema = context.RequestServices.GetRequiredService<BodySchemas>().Of(typeof(T));
        var reader = context.Request.BodyReader;
        // The whole body is needed twice, and is gathered by the pipe in pooled memory, up to the limit.
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                // The server is asked to stop: the rest may never come, and nobody should wait for it.
                reader.AdvanceTo(read.Buffer.End);
                return new Valid<T>(StatusCodes.Status408RequestTimeout);
            }
            if (read.Buffer.Length > options.MaxBodyBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return new Valid<T>(StatusCodes.Status413PayloadTooLarge);
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            try
            {
                return await BindAsync<T>(context, schema, read.Buffer).ConfigureAwait(false);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static async ValueTask<Valid<T>?> BindAsync<T>(HttpContext context, JsonSchema schema, ReadOnlySequence<byte> body)
        where T : IValidated<T>
    {
        var judged = schema.Validate(in body);
        if (!judged.IsValid)
            return new Valid<T>(judged);
        if (!TryBind<T>(context, body, out var value, out var failure))
            return new Valid<T>(new ValidationResult([failure], false));
        var validator = context.RequestServices.GetRequiredService<IValidator<T>>();
        value = validator.Sanitize(value!);
        var result = await validator.ValidateAsync(value, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        return result.IsValid ? new Valid<T>(value, result) : new Valid<T>(result);
    }

    private static bool TryBind<T>(HttpContext context, ReadOnlySequence<byte> body, out T? value, out ValidationFailure failure)
    {
        var hasSchema = context.RequestServices.GetRequiredService<BodySchemas>().Has(typeof(T));
        var serializer = context.RequestServices.GetRequiredService<BodySerializers>().For(hasSchema);
        var reader = new Utf8JsonReader(body, serializer.Reading);
        try
        {
            value = JsonSerializer.Deserialize(ref reader, serializer.TypeOf<T>());
            failure = default;
            return true;
        }
        catch (JsonException exception)
        {
            // Its message names types of ours; where it happened is all that concerns the sender.
            value = default;
            failure = new ValidationFailure(ValidationCodes.ValueNotReadable, JsonPaths.ToPointer(exception.Path), "");
            return false;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // A constructor or setter that guards itself. What the value was it says to us; to the sender it is one that cannot be read.
            value = default;
            failure = new ValidationFailure(ValidationCodes.ValueNotReadable, "", "");
            return false;
        }
    }
}
