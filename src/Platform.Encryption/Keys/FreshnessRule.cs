namespace Platform.Encryption.Keys;

/// <summary>Decides on freshness; pure.</summary>
internal static class FreshnessRule
{
    public static Freshness Of(TimeSpan age, TimeSpan? sinceFailure, KeyringSettings settings)
    {
        if (age >= settings.UnusableAfter)
            return Freshness.Unusable;
        return age >= settings.RefreshAfter && !(sinceFailure < settings.RetryAfter) ? Freshness.Ageing : Freshness.Fresh;
    }
}
