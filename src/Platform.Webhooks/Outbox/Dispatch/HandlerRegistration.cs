namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>A handler as it was added to the services.</summary>
/// <param name="Definition">Its lane.</param>
/// <param name="Create">Makes it, in a scope.</param>
internal sealed record HandlerRegistration(LaneDefinition Definition, Func<IServiceProvider, IOutboxHandler> Create);
