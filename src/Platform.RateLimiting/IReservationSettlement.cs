namespace Platform.RateLimiting;

/// <summary>Corrects a reservation in the store that keeps it.</summary>
internal interface IReservationSettlement
{
    /// <summary>Corrects it. Called once, and throws nothing but the cancellation of the wait.</summary>
    /// <returns>Whether the store has it.</returns>
    Task<bool> SettleAsync(long actualCost, CancellationToken cancellationToken);
}
