namespace Platform.RateLimiting;

/// <summary>Is told when a consumer reaches a warning level of a quota. Register any number of them. Called beside the decisions, not within them.</summary>
public interface IQuotaWarningSink
{
    /// <summary>Tells somebody. What it throws is logged; it is not called again for the same warning.</summary>
    /// <param name="warning">The warning.</param>
    /// <param name="cancellationToken">Is cancelled when the host stops.</param>
    /// <returns>A task that ends when it has been told.</returns>
    ValueTask TellAsync(QuotaWarning warning, CancellationToken cancellationToken);
}
