using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Validation.Hosting;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Reads a JSON body: first the bytes are judged, then they are bound, then the object is sanitised and judged.</summary>
internal static class BodyBinder
{
    public static async ValueTask<BoundBody<T>> BindAsync<T, TRules>(HttpContext context)
        where TRules : IValidatorFor<T>
    {
        if (UnreadableBytes.Missing(context, typeof(T)) is { } missing)
            return new BoundBody<T>(missing);
        var body = await JsonBody.GatherAsync(context).ConfigureAwait(false);
        if (body.RefusedStatus != 0)
            return new BoundBody<T>(body.RefusedStatus);
        try
        {
            return await BindAsync<T, TRules>(context, body.Bytes).ConfigureAwait(false);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.Bytes.End);
        }
    }

    /// <summary>Says of an endpoint that it takes such a body, and has its failures answered with.</summary>
    public static void Describe<T>(EndpointBuilder builder)
    {
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
        builder.ApplicationServices.GetService<IValidationFailureWriter>()?.Describe(builder, readsBody: true);
        builder.Metadata.Add(ValidatedBodyMetadata.Instance);
        builder.FilterFactories.Insert(0, static (_, next) => context => HeldFailuresFilter.InvokeAsync(context, next));
    }

    /// <summary>
    /// What a host is asked for. Where code was compiled ahead of time, the container refuses to make a generic service of a struct,
    /// because it cannot know that its code is there: it is made on the spot. Of a class it makes one, but only if something names that
    /// service, or its code is not there: so it is named here.
    /// </summary>
    private static IValidator<T, TRules> ValidatorOf<T, TRules>(IServiceProvider services)
        where TRules : IValidatorFor<T>
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
            return services.GetRequiredService<IValidator<T, TRules>>();
        var own = new HostValidator<T, TRules>(
            services, services.GetRequiredService<IOptions<PlatformValidationOptions>>(), services.GetRequiredService<Telemetry>());
        return typeof(T).IsValueType ? own : services.GetService<IValidator<T, TRules>>() ?? own;
    }

    private static async ValueTask<BoundBody<T>> BindAsync<T, TRules>(HttpContext context, ReadOnlySequence<byte> body)
        where TRules : IValidatorFor<T>
    {
        var schemas = context.RequestServices.GetRequiredService<BodySchemas>();
        var hasSchema = schemas.Has(typeof(T));
        var serializer = context.RequestServices.GetRequiredService<BodySerializers>().For(hasSchema);
        if (hasSchema || !serializer.TryRead(TRules.Validator, in body, out var value))
        {
            var judged = schemas.Of(typeof(T)).Validate(in body);
            if (!judged.IsValid)
                return UnreadableBytes.Of(typeof(T), in judged, in body, serializer) is { } unreadable ? new BoundBody<T>(unreadable) : new BoundBody<T>(judged);
            if (!serializer.TryBind(body, out value, out var unbound))
                return new BoundBody<T>(unbound.ToBody(typeof(T)));
        }
        if (value is null)
            return new BoundBody<T>(UnreadableBytes.Missing(typeof(T)));
        var validator = ValidatorOf<T, TRules>(context.RequestServices);
        var changes = TRules.Validator.HasSanitizers ? new List<SanitizationChange>() : null;
        value = validator.Sanitize(value, changes);
        var result = await validator.ValidateAsync(value, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        return result.IsValid ? new BoundBody<T>(value, result, changes) : new BoundBody<T>(result);
    }
}
