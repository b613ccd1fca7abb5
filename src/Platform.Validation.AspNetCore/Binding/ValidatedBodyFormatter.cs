using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>
/// Reads bodies of validated types for MVC in place of its own reader of JSON, by the same options: the bytes are judged while they are bound, where the type
/// allows it, else before. The filter of actions sanitises and judges the object.
/// </summary>
internal sealed class ValidatedBodyFormatter(SystemTextJsonInputFormatter framework, int maxDepth) : IInputFormatter
{
    private readonly BodySerializers _serializers = new(() => framework.SerializerOptions, maxDepth);
    private readonly ConcurrentDictionary<Type, OnePassReader?> _readers = new();

    public bool CanRead(InputFormatterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (typeof(IRuled).IsAssignableFrom(context.ModelType) || NamesRules(context)) && framework.CanRead(context);
    }

    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var http = context.HttpContext;
        if (!context.TreatEmptyInputAsDefaultValue && UnreadableBytes.Missing(http, context.ModelType) is { } missing)
            return Hold(http, missing);
        var body = await JsonBody.GatherAsync(http).ConfigureAwait(false);
        if (body.RefusedStatus != 0)
            return Hold(http, new HeldBody { Result = default, RefusedStatus = body.RefusedStatus });
        try
        {
            return Read(context, body.Bytes);
        }
        finally
        {
            http.Request.BodyReader.AdvanceTo(body.Bytes.End);
        }
    }

    private static bool NamesRules(InputFormatterContext context) =>
        context.Metadata is DefaultModelMetadata { Attributes.ParameterAttributes: { } attributes } && ForeignRules.Of(attributes, context.ModelType) is not null;

    private InputFormatterResult Read(InputFormatterContext context, in ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty && context.TreatEmptyInputAsDefaultValue)
            return InputFormatterResult.Success(null);
        var http = context.HttpContext;
        var schemas = http.RequestServices.GetRequiredService<BodySchemas>();
        var hasSchema = schemas.Has(context.ModelType);
        var serializer = _serializers.For(hasSchema);
        if (!hasSchema && _readers.GetOrAdd(context.ModelType, OnePassReader.Of) is { } onePass && onePass.TryRead(serializer, in body, out var read))
            return InputFormatterResult.Success(read);
        var judged = schemas.Of(context.ModelType).Validate(in body);
        if (!judged.IsValid)
            return Hold(http, new HeldBody { Result = judged, Unreadable = UnreadableBytes.Of(context.ModelType, in judged, in body, serializer) });
        if (serializer.TryBind(context.ModelType, body, out var value, out var unbound))
            return value is null && !context.TreatEmptyInputAsDefaultValue ? Hold(http, UnreadableBytes.Missing(context.ModelType)) : InputFormatterResult.Success(value);
        if (!http.RequestServices.GetRequiredService<IValidationFailureWriter>().LeavesBindingToFramework)
            return Hold(http, new HeldBody { Result = unbound.ToResult() });
        var place = (unbound.Exception as JsonException)?.Path;
        context.ModelState.TryAddModelError(place ?? "", unbound.Exception, context.Metadata);
        return InputFormatterResult.Failure();
    }

    private static InputFormatterResult Hold(HttpContext http, UnreadableBody body) => Hold(http, new HeldBody { Result = body.Result, Unreadable = body });

    private static InputFormatterResult Hold(HttpContext http, HeldBody held)
    {
        http.Features.Set(held);
        return InputFormatterResult.Failure();
    }
}
