namespace Platform.Encryption.Keys;

/// <summary>Decides on freshness; pure.</summary>
internal static class FreshnessRule
{
    /// <summary>The share of <see cref="KeyringSettings.RefreshAfter"/> after which keys in use are looked up ahead of time, so that nobody waits for it.</summary>
    private const double Ahead = 0.75;

    /// <param name="age">Since the last look-up that succeeded.</param>
    /// <param name="hasFailed">Whether the last look-up failed.</param>
    /// <param name="isWaiting">Whether it is too early for another.</param>
    /// <param name="settings">The times.</param>
    public static Freshness Of(TimeSpan age, bool hasFailed, bool isWaiting, KeyringSettings settings) => age switch
    {
        _ when age >= settings.UnusableAfter => Freshness.Unusable,
        _ when age < settings.RefreshAfter || isWaiting => Freshness.Fresh,

        // The store is known to be away: nobody waits for each try.
        _ => hasFailed ? Freshness.Ageing : Freshness.Stale,
    };

    public static bool IsDueAhead(TimeSpan age, KeyringSettings settings) => age >= settings.RefreshAfter * Ahead;
}
