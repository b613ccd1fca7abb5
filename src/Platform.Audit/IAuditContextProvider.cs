namespace Platform.Audit;

/// <summary>Says what is true of everything that happens here and now. Registered by packages for hosts, such as Platform.Audit.AspNetCore, and by whoever runs jobs.</summary>
public interface IAuditContextProvider
{
    /// <summary>What is known; <see langword="null"/> outside of anything.</summary>
    /// <remarks>Asked with every event, on the thread that appends it.</remarks>
    AuditContext? Current { get; }
}
