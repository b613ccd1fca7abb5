using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Webhooks.AspNetCore;

/// <summary>What an endpoint does with a verified message: reads its body, then handles it.</summary>
internal abstract class WebhookHandler
{
    /// <summary>What bodies are read as, for the log.</summary>
    public abstract string TypeName { get; }

    /// <exception cref="JsonException">The body is not of the type.</exception>
    public abstract object? Read(ReadOnlySpan<byte> body);

    public abstract Task HandleAsync(object? value, WebhookContext context);

    /// <summary>A handler of a type, read with metadata that is there when compiled ahead of time.</summary>
    public sealed class OfType<TEvent>(JsonTypeInfo<TEvent> type, Func<TEvent, WebhookContext, Task> handle) : WebhookHandler
    {
        public override string TypeName => typeof(TEvent).Name;

        public override object? Read(ReadOnlySpan<byte> body) =>
            JsonSerializer.Deserialize(body, type) is { } value ? value : throw new JsonException("The body is null.");

        public override Task HandleAsync(object? value, WebhookContext context) => handle((TEvent)value!, context);
    }

    /// <summary>A handler that reads the bytes itself.</summary>
    public sealed class OfBytes(Func<WebhookContext, Task> handle) : WebhookHandler
    {
        public override string TypeName => "bytes";

        public override object? Read(ReadOnlySpan<byte> body) => null;

        public override Task HandleAsync(object? value, WebhookContext context) => handle(context);
    }
}
