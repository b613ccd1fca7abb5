using System.Collections.Concurrent;

namespace CityDesk.Limits;

/// <summary>How often this instance has refused whom since it started. Only holders of keys are counted, so that it stays small.</summary>
internal sealed class Refusals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _byConsumer = new(StringComparer.Ordinal);

    public DateTimeOffset Since { get; } = time.GetUtcNow();

    public void Count(string consumer) => _byConsumer.AddOrUpdate(consumer, 1, static (_, count) => count + 1);

    public long Of(string consumer) => _byConsumer.GetValueOrDefault(consumer);
}
