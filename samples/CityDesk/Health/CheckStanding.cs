namespace CityDesk.Health;

/// <summary>What a health check has said, the worst last.</summary>
internal enum CheckState
{
    Works,
    WorksInPart,
    Fails,

    /// <summary>It has said nothing within <see cref="HealthWatch.Patience"/>.</summary>
    Silent,
}

/// <summary>How one of those stands that the desk depends on.</summary>
/// <param name="Name">The name of the check, as <c>/health</c> has it.</param>
/// <param name="State">What it says now.</param>
/// <param name="Description">The same in its own words; <see langword="null"/> where it has none.</param>
/// <param name="Since">When this instance first saw it so.</param>
internal sealed record CheckStanding(string Name, CheckState State, string? Description, DateTimeOffset Since);
