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
            if (type is not null)
            {
                var body = await JsonBody.GatherAsync(context).ConfigureAwait(false);
                if (body.RefusedStatus != 0)
                {
                    await writer.WriteRefusalAsync(context, body.RefusedStatus, context.RequestAborted).ConfigureAwait(false);
                    return;
                }
                if (Judge(context, type, body.Bytes, attempt) is { } refused)
                {
                    context.Request.BodyReader.AdvanceTo(body.Bytes.End);
                    await refused.ExecuteAsync(context).ConfigureAwait(false);
                    return;
                }
                // The framework tells nobody where it stopped. Whoever is to be told that needs the bytes once more.
                if (!writer.LeavesBindingToFramework)
                {
                    var length = (int)body.Bytes.Length;
                    copy = ArrayPool<byte>.Shared.Rent(length);
                    body.Bytes.CopyTo(copy);
                    (attempt.BodyType, attempt.Bytes) = (type, copy.AsMemory(0, length));
                }
                context.Request.BodyReader.AdvanceTo(body.Bytes.Start);
            }
            if (writer.LeavesBindingToFramework)
                await endpoint(context).ConfigureAwait(false);
            else
                await BindAsync(context, writer, attempt).ConfigureAwait(false);
        }
        finally
        {
            // Whoever handles an error later in this request must not read what is another's by then.
            (attempt.BodyType, attempt.Bytes, attempt.Body) = (null, default, null);
            if (copy is not null)
                ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }

    /// <summary>Whether bodies are JSON of a validated type.</summary>
    public static bool IsJudged(IAcceptsMetadata accepts) => typeof(IRuled).IsAssignableFrom(accepts.RequestType) && accepts.ContentTypes.Any(IsJson);

    /// <summary>Whether bodies are JSON of a type whose rules the handler names.</summary>
    public static bool IsForeign(IAcceptsMetadata accepts, ForeignBodyMetadata? foreign) => foreign is not null && accepts.RequestType == foreign.Type && accepts.ContentTypes.Any(IsJson);

    /// <summary>The type of the body, where it is JSON and validated and somebody sent one.</summary>
    private static Type? BodyTypeOf(HttpContext context)
    {
        var isThere = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        var metadata = context.GetEndpoint()?.Metadata;
        // Valid<T> judges its bytes itself.
        return isThere && metadata?.GetMetadata<ValidatedBodyMetadata>() is null
            && metadata?.GetMetadata<IAcceptsMetadata>() is { } accepts && (IsJudged(accepts) || IsForeign(accepts, metadata.GetMetadata<ForeignBodyMetadata>())) ? accepts.RequestType : null;
    }

    private static bool IsJson(string mediaType) =>
        mediaType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || mediaType.Contains("+json", StringComparison.OrdinalIgnoreCase);

    /// <returns>The refusal; <see langword="null"/> where nothing is wrong.</returns>
    private static IResult? Judge(HttpContext context, Type type, in ReadOnlySequence<byte> body, BindingAttempt attempt)
    {
        var schemas = context.RequestServices.GetRequiredService<BodySchemas>();
        var serializer = context.RequestServices.GetRequiredService<BodySerializers>().For(schemas.Has(type));
        var judged = schemas.Of(type).Validate(in body);
        if (!judged.IsValid)
            return UnreadableBytes.Of(type, in judged, in body, serializer) is { } unreadable ? new UnreadableResult(unreadable) : new FailuresResult(judged);
        // The framework takes names in any letters, and of two the last: where there are two, binding here refuses them as every other way does.
        if (!schemas.Has(type) && !serializer.HasNamesInOtherLetters(in body))
            return null;
        // The framework takes names in any letters, the schema has judged them as they are written: what is bound must be what was judged.
        if (!serializer.TryBind(type, body, out var value, out var unbound))
            return new UnreadableResult(unbound.ToBody(type));
        if (schemas.Has(type))
            attempt.Body = value;
        return null;
    }

    private async Task BindAsync(HttpContext context, IValidationFailureWriter writer, BindingAttempt attempt)
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
            await writer.WriteAsync(context, UnboundArguments.Explain(context, attempt), context.RequestAborted).ConfigureAwait(false);
        else
            await writer.WriteRefusalAsync(context, status, context.RequestAborted).ConfigureAwait(false);
    }
}
