using Platform.Benchmarks.Audit;
using Platform.Benchmarks.CityDesk;
using Platform.Benchmarks.Encryption;
using Platform.Benchmarks.Errors;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Harness;
using Platform.Benchmarks.Plugins;
using Platform.Benchmarks.RateLimiting;
using Platform.Benchmarks.Validation;
using Platform.Benchmarks.Webhooks;

namespace Platform.Benchmarks;

/// <summary>Every area the gate judges, in the order in which it prints them.</summary>
internal static class Areas
{
    public static IReadOnlyList<IGateArea> All { get; } =
    [
        new HarnessArea(),
        new ErrorsArea(),
        new CityDeskArea(),
        new ValidationArea(),
        new EncryptionArea(),
        new RateLimitingArea(),
        new AuditArea(),
        new WebhooksArea(),
        new PluginsArea(),
    ];
}
