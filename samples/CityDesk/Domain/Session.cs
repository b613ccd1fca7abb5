namespace CityDesk.Domain;

/// <summary>
/// A member's session, from signing in to signing out. The cookie names it; it is this record that says whether it still holds, so a
/// copy of the cookie is worth nothing once the session has ended.
/// </summary>
public sealed class Session
{
    /// <summary>122 random bits, and of no use without the seal of the cookie that carries it.</summary>
    public required Guid Id { get; init; }

    public required int MemberId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it ends by itself. Moves on while the session is used.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }
}
