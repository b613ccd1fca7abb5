using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>
/// Stands before the endpoint of a minimal API: judges the bytes of a body of a validated type before the framework binds them, and gives what the framework
/// refuses while it binds the shape of every other refusal.
/// </summary>
internal sealed class BytesFirst(RequestDelegate endpoint)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var writer = context.RequestServices.GetRequiredService<IValidationFailureWriter>();
        var attempt = new BindingAttempt();
        context.Features.Set(attempt);
        var type = BodyTypeOf(context);
        byte[]? copy = null;
        try
        {
            var length = 0;
            if (type is not null)
            {
                var body = await JsonBody.GatherAsync(context).ConfigureAwait(false);
                if (body.RefusedStatus != 0)
                {
                    await writer.WriteRefusalAsync(context, body.RefusedStatus, context.RequestAborted).ConfigureAwait(false);
                    return;
                }
                var judged = Judge(context, type, body.Bytes, attempt);
                if (!judged.IsValid)
                {
                    context.Request.BodyReader.AdvanceTo(body.Bytes.End);
                    await writer.WriteAsync(context, judged, context.RequestAborted).ConfigureAwait(false);
                    return;
                }
                // The framework tells nobody where it stopped. Whoever is to be told that needs the bytes once more.
                if (!writer.LeavesBindingToFramework)
                {
                    length = (int)body.Bytes.Length;
                    copy = ArrayPool<byte>.Shared.Rent(length);
                    body.Bytes.CopyTo(copy);
                }
                context.Request.BodyReader.AdvanceTo(body.Bytes.Start);
            }
            if (writer.LeavesBindingToFramework)
                await endpoint(context).ConfigureAwait(false);
            else
                await BindAsync(context, writer, attempt, type, copy.AsMemory(0, length)).ConfigureAwait(false);
        }
        finally
        {
            if (copy is not null)
                ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }

    /// <summary>The type of the body, where it is JSON and validated and somebody sent one.</summary>
    private static Type? BodyTypeOf(HttpContext context)
    {
        var isThere = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        var metadata = context.GetEndpoint()?.Metadata;
        // Valid<T> judges its bytes itself.
        return isThere && metadata?.GetMetadata<ValidatedBodyMetadata>() is null
            && metadata?.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts && typeof(IRuled).IsAssignableFrom(type) && accepts.ContentTypes.Any(IsJson)
                ? type
                : null;
    }

    private static bool IsJson(string mediaType) =>
        mediaType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || mediaType.Contains("+json", StringComparison.OrdinalIgnoreCase);

    private static ValidationResult Judge(HttpContext context, Type type, in ReadOnlySequence<byte> body, BindingAttempt attempt)
    {
        var schemas = context.RequestServices.GetRequiredService<BodySchemas>();
        var judged = schemas.Of(type).Validate(in body);
        if (!judged.IsValid || !schemas.Has(type))
            return judged;
        // The framework takes names in any letters, the schema has judged them as they are written: what is bound must be what was judged.
        var serializer = context.RequestServices.GetRequiredService<BodySerializers>().For(hasSchema: true);
        if (!serializer.TryBind(type, body, out var value, out var unbound))
            return unbound.ToResult();
        attempt.Body = value;
        return default;
    }

    private async Task BindAsync(HttpContext context, IValidationFailureWriter writer, BindingAttempt attempt, Type? type, ReadOnlyMemory<byte> body)
    {
        var status = 0;
        try
        {
            await endpoint(context).ConfigureAwait(false);
            if (!attempt.IsBound)
                status = context.Response.StatusCode;
        }
        catch (BadHttpRequestException exception) when (!attempt.IsBound && !context.Response.HasStarted)
        {
            status = exception.StatusCode;
        }
        if (status < StatusCodes.Status400BadRequest || context.Response.HasStarted)
            return;
        if (status == StatusCodes.Status400BadRequest)
            await writer.WriteAsync(context, UnboundArguments.Explain(context, type, body), context.RequestAborted).ConfigureAwait(false);
        else
            await writer.WriteRefusalAsync(context, status, context.RequestAborted).ConfigureAwait(false);
    }
}
