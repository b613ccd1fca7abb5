namespace CityDesk.Data;

/// <summary>Lets one process at a time bring the database up to date, so that two that start together do not both fill it.</summary>
internal interface IStartupLock
{
    /// <summary>Waits until this process holds the lock. Disposing gives it back; a killed process gives it back too.</summary>
    Task<IAsyncDisposable> AcquireAsync(DeskDbContext context, CancellationToken cancellationToken);
}
