using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Reads a JSON body: first the bytes are judged, then they are bound, then the object is sanitised and judged.</summary>
internal static class BodyBinder
{
    public static async ValueTask<Valid<T>?> BindAsync<T>(HttpContext context)
        where T : IValidated<T>
    {
        if (UnreadableBytes.Missing(context, typeof(T)) is { } missing)
            return new Valid<T>(missing);
        var body = await JsonBody.GatherAsync(context).ConfigureAwait(false);
        if (body.RefusedStatus != 0)
            return new Valid<T>(body.RefusedStatus);
        try
        {
            return await BindAsync<T>(context, body.Bytes).ConfigureAwait(false);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.Bytes.End);
        }
    }

    private static async ValueTask<Valid<T>?> BindAsync<T>(HttpContext context, ReadOnlySequence<byte> body)
        where T : IValidated<T>
    {
        var schemas = context.RequestServices.GetRequiredService<BodySchemas>();
        var hasSchema = schemas.Has(typeof(T));
        var serializer = context.RequestServices.GetRequiredService<BodySerializers>().For(hasSchema);
        if (hasSchema || !serializer.TryRead<T>(in body, out var value))
        {
            var judged = schemas.Of(typeof(T)).Validate(in body);
            if (!judged.IsValid)
                return UnreadableBytes.Of(typeof(T), in judged, in body, serializer) is { } unreadable ? new Valid<T>(unreadable) : new Valid<T>(judged);
            if (!serializer.TryBind(body, out value, out var unbound))
                return new Valid<T>(unbound.ToBody(typeof(T)));
        }
        if (value is null)
            return new Valid<T>(UnreadableBytes.Missing(typeof(T)));
        var validator = context.RequestServices.GetRequiredService<IValidator<T>>();
        var changes = T.Validator.HasSanitizers ? new List<SanitizationChange>() : null;
        value = validator.Sanitize(value, changes);
        var result = await validator.ValidateAsync(value, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        return result.IsValid ? new Valid<T>(value, result, changes) : new Valid<T>(result);
    }
}
