using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Standard Webhooks signatures and secrets (standard-webhooks/standard-webhooks, svix/svix-webhooks).</summary>
public sealed class StandardWebhooks() : AwaitingSuite("standard-webhooks", "Platform.Webhooks", "*.json");
