using Microsoft.Extensions.Options;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.Ledger;

/// <summary>The ledger as its users see it.</summary>
internal sealed class UsageLedger(IUsageLedgerStore store, LedgerWriter writer, IOptions<PlatformRateLimitingLedgerOptions> options, TimeProvider time) : IUsageLedger
{
    private const int MostEvents = 10_000;

    public string ConsumerOf(in RateLimitKey key) =>
        key.IsEmpty ? throw new ArgumentException("The key is empty: it names nobody.", nameof(key)) : Consumers.NameOf(key);

    public ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return store.QueryAsync(query with { From = query.From.ToUniversalTime(), To = query.To.ToUniversalTime() }, cancellationToken);
    }

    public async ValueTask<UsageExport> ExportAsync(long after = 0, int most = 1_000, bool includeOpen = false, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostEvents);
        var page = await store.ExportAsync(after, most, includeOpen ? null : time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (after < page.ForgottenThrough)
        {
            throw new ArgumentOutOfRangeException(
                nameof(after), after, $"Events up to {page.ForgottenThrough} were rolled up and cannot be exported again. Those that are left follow after {page.ForgottenThrough}; sums of the others are found by QueryAsync.");
        }
        var source = options.Value.EventSource ?? $"urn:uuid:{Guid.ParseExact(page.LedgerId, "N")}";
        return new UsageExport(after, [.. page.Slices.Select(numbered => new UsageEvent(source, numbered.Number, numbered.Slice))], isLast: page.Slices.Count < most);
    }

    public ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exportedThrough);
        return store.RollUpAsync(new DateTimeOffset(before.UtcDateTime.Date, TimeSpan.Zero), exportedThrough, cancellationToken);
    }

    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken = default) => await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
}
