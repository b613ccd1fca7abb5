namespace Platform.Audit.Tenants;

/// <summary>A tenant whose log is open, being opened or being closed. What changes is changed under the lock of the pool.</summary>
internal sealed class TenantPlace(string id)
{
    public string Id => id;

    /// <summary>How many use it.</summary>
    public int Leases { get; set; }

    /// <summary>When somebody used it last, as a timestamp.</summary>
    public long LastUsed { get; set; }

    public Task<OpenTenant> Opening { get; set; } = null!;

    /// <summary>Ends when it is closed; <see langword="null"/> while nobody closes it.</summary>
    public Task? Closing { get; set; }

    public bool IsIdle => Leases == 0 && Closing is null && Opening.IsCompletedSuccessfully;

    /// <summary>The log, for whoever has entered.</summary>
    public OpenTenant Open => Opening.GetAwaiter().GetResult();
}
