using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.AspNetCore.Reports;

/// <summary>A quota in its running window, and who has used most of it.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Quota">The quota, as it is for consumers without a tier.</param>
/// <param name="Window">The window.</param>
/// <param name="Users">Who has used most; <see langword="null"/> where the ledger did not answer.</param>
internal sealed record QuotaUsage(string Policy, Quota Quota, QuotaWindow Window, IReadOnlyList<UsageTotal>? Users)
{
    /// <summary>Reads all quotas of all policies, by policy.</summary>
    public static async Task<ILookup<string, QuotaUsage>> ReadAsync(IServiceProvider services, int mostUsers, CancellationToken cancellationToken)
    {
        var (ledger, now) = (services.GetRequiredService<IUsageLedger>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var found = new List<QuotaUsage>();
        foreach (var policy in services.GetRequiredService<IRateLimitPolicies>().All)
        {
            if (policy.Snapshot.Plan.Quotas?.WindowsAt(now) is not { } windows)
                continue;
            for (var i = 0; i < windows.Quotas.Length; i++)
                found.Add(new QuotaUsage(policy.Name, windows.Quotas[i], windows.Windows[i], await UsersAsync(ledger, policy.Name, windows.Windows[i], mostUsers, cancellationToken).ConfigureAwait(false)));
        }
        return found.ToLookup(static usage => usage.Policy, StringComparer.Ordinal);
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Quota.Name);
        json.WriteString("period", Quota.Period.ToString().ToLower(CultureInfo.InvariantCulture));
        json.WriteNumber("allowance", Quota.Allowance);
        json.WriteNumber("overage", Quota.Overage);
        json.WriteString("windowStart", Window.Start);
        json.WriteString("windowEnd", Window.End);
        json.WriteBoolean("ledgerAnswers", Users is not null);
        json.WriteStartArray("topUsers");
        foreach (var user in Users ?? [])
        {
            json.WriteStartObject();
            json.WriteString("key", user.Consumer);
            json.WriteNumber("used", user.Amount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A report is wanted most when something is away, so it is written without what cannot be read.</summary>
    private static async Task<IReadOnlyList<UsageTotal>?> UsersAsync(IUsageLedger ledger, string policy, QuotaWindow window, int most, CancellationToken cancellationToken)
    {
        try
        {
            var totals = await ledger.QueryAsync(new UsageQuery { From = window.Start, To = window.End, Policy = policy }, cancellationToken).ConfigureAwait(false);
            return [.. totals.OrderByDescending(static total => total.Amount).ThenBy(static total => total.Consumer, StringComparer.Ordinal).Take(most)];
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
        {
            return null;
        }
    }
}
