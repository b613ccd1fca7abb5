namespace Platform.RateLimiting;

/// <summary>What a tier or a consumer has of a quota instead of the policy's own. The calendar is the policy's.</summary>
public sealed class QuotaAllowanceOptions
{
    /// <summary>See <see cref="QuotaOptions.Allowance"/>.</summary>
    /// <value>0: must be set.</value>
    public long Allowance { get; set; }

    /// <summary>See <see cref="QuotaOptions.Rollover"/>.</summary>
    /// <value><see langword="null"/>: the policy's.</value>
    public long? Rollover { get; set; }

    /// <summary>See <see cref="QuotaOptions.Overage"/>.</summary>
    /// <value><see langword="null"/>: the policy's.</value>
    public long? Overage { get; set; }
}
