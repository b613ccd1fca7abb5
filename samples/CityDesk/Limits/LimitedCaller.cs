namespace CityDesk.Limits;

/// <summary>Who calls, as far as limits go: set by whoever has found it out, before they are asked.</summary>
/// <param name="Consumer">The holder of the key of the call; <see langword="null"/> for a stranger.</param>
/// <param name="IsPosting">Whether something is filed, or would be.</param>
internal sealed record LimitedCaller(string? Consumer, bool IsPosting)
{
    /// <summary>Of the principal of a holder of a key: the name.</summary>
    public const string TenantClaim = "citydesk:consumer";

    /// <summary>Of the principal of a holder of a key: the tier.</summary>
    public const string TierClaim = "citydesk:tier";
}
