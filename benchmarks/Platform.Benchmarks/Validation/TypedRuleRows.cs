using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Validation.Reading;
using Platform.Validation.Schema;

namespace Platform.Benchmarks.Validation;

#pragma warning disable ASP0029 // Microsoft.Extensions.Validation is experimental, and a peer nevertheless.

/// <summary>Rules on types, beside what else asks them. All sides find the same number of failures.</summary>
internal static class TypedRuleRows
{
    private const int PerCall = 16;

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Time("a valid order", Ours(TypedOrder.Valid()), ByHand(), Fluent(TypedOrder.Valid()), Microsoft()),
        GateRow.Time("an invalid form", OursInvalid(), FluentInvalid()),
        GateRow.Time("bytes to a valid order", OursFromBytes(), FluentFromBytes(), BindingAlone()),
        GateRow.Time("bytes to a valid order, judged and then bound", OursInTwoPasses(), FluentFromBytes()),
        GateRow.Time("an invalid order", Ours(TypedOrder.Invalid()), Fluent(TypedOrder.Invalid())),
    ];

    // Each side has a loop of its own: a delegate in a shared one would cost both the same, and so flatter the slower.
    private static Side Ours(TypedOrder order) => Side.Of("ours", () => order, static order =>
    {
        var failures = 0;
        for (var time = 0; time < PerCall; time++)
        {
            var result = TypedOrder.Validator.Validate(order);
            if (!result.IsValid)
                failures += result.Failures.Count;
        }
        return failures;
    }, operationsPerCall: PerCall);

    private static Side ByHand() => Side.Of("by hand", TypedOrder.Valid, static order =>
    {
        var failures = 0;
        for (var time = 0; time < PerCall; time++)
            failures += HandWritten.IsValid(order) ? 0 : 1;
        return failures;
    }, operationsPerCall: PerCall);

    private static Side Fluent(TypedOrder order) => Side.Of("FluentValidation", () => (Order: order, Validator: new FluentOrderValidator()), static state =>
    {
        var failures = 0;
        for (var time = 0; time < PerCall; time++)
            failures += state.Validator.Validate(state.Order).Errors.Count;
        return failures;
    }, operationsPerCall: PerCall);

    private static Side OursInvalid() => Side.Of("ours", () => TypedForm.Invalid, static form =>
    {
        var failures = 0;
        for (var time = 0; time < PerCall; time++)
            failures += TypedForm.Validator.Validate(form).Failures.Count;
        return failures;
    }, operationsPerCall: PerCall);

    private static Side FluentInvalid() => Side.Of("FluentValidation", () => (Form: TypedForm.Invalid, Validator: new FluentFormValidator()), static state =>
    {
        var failures = 0;
        for (var time = 0; time < PerCall; time++)
            failures += state.Validator.Validate(state.Form).Errors.Count;
        return failures;
    }, operationsPerCall: PerCall);

    /// <summary>What <c>Valid&lt;T&gt;</c> does with a body: grammar, UTF-8, depth and duplicate names are judged while it is bound, then the rules.</summary>
    private static Side OursFromBytes() => Side.Of("ours", () => (Bytes: new ReadOnlySequence<byte>(OrderBytes()), Reading: new JsonReading(TypedJson.Default.Options, 64)),
        static state => state.Reading.TryRead(TypedOrder.Validator, in state.Bytes, out var order) && TypedOrder.Validator.Validate(order!).IsValid);

    /// <summary>The same for a type that does not allow it: the bytes are judged, then bound.</summary>
    private static Side OursInTwoPasses() => Side.Of("ours", () => (Bytes: OrderBytes(), Json: JsonSchema.Compile("true")), static state =>
    {
        if (!state.Json.IsValid(state.Bytes))
            return false;
        var order = JsonSerializer.Deserialize(state.Bytes, TypedJson.Default.TypedOrder)!;
        return TypedOrder.Validator.Validate(order).IsValid;
    });

    /// <summary>Binding, then the rules; nothing looks at the bytes.</summary>
    private static Side FluentFromBytes() => Side.Of("System.Text.Json, FluentValidation", () => (Bytes: OrderBytes(), Validator: new FluentOrderValidator()),
        static state =>
    {
        var order = JsonSerializer.Deserialize(state.Bytes, TypedJson.Default.TypedOrder)!;
        return state.Validator.Validate(order).IsValid;
    });

    /// <summary>Binding, and nothing is judged.</summary>
    private static Side BindingAlone() => Side.Of("System.Text.Json", OrderBytes, static bytes =>
        JsonSerializer.Deserialize(bytes, TypedJson.Default.TypedOrder) is not null);

    private static byte[] OrderBytes() => JsonSerializer.SerializeToUtf8Bytes(TypedOrder.Valid(), TypedJson.Default.TypedOrder);

    /// <summary>As its endpoint filter does: a context for each value.</summary>
    private static Side Microsoft() => Side.Of("Microsoft.Extensions.Validation", MicrosoftState.Make, static state =>
    {
        var failures = 0;
        for (var time = 0; time < PerCall; time++)
        {
            var context = new ValidateContext
            {
                ValidationOptions = state.Options,
                ValidationContext = new ValidationContext(state.Order, "order", null, null),
            };
            var pending = state.Info.ValidateAsync(state.Order, context, CancellationToken.None);
            if (!pending.IsCompletedSuccessfully)
                throw new InvalidOperationException("It did not complete at once.");
            failures += context.ValidationErrors?.Count ?? 0;
        }
        return failures;
    }, operationsPerCall: PerCall);

    private sealed record MicrosoftState(TypedOrder Order, IValidatableInfo Info, ValidationOptions Options)
    {
        public static MicrosoftState Make()
        {
            using var services = new ServiceCollection().AddValidation().BuildServiceProvider();
            var options = services.GetRequiredService<IOptions<ValidationOptions>>().Value;
            if (!options.TryGetValidatableTypeInfo(typeof(TypedOrder), out var info))
                throw new InvalidOperationException("Microsoft.Extensions.Validation knows nothing of the order.");
            return new(TypedOrder.Valid(), info, options);
        }
    }
}

/// <summary>How orders are read; the same for all sides.</summary>
[JsonSerializable(typeof(TypedOrder))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class TypedJson : JsonSerializerContext;
