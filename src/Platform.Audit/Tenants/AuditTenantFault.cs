namespace Platform.Audit.Tenants;

/// <summary>What is wrong with the log of a tenant.</summary>
/// <remarks>A value that nobody has set is no fault that was found.</remarks>
public enum AuditTenantFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The log of the host speaks of it, and there is no store.</summary>
    Missing,

    /// <summary>It has fewer records than the log of the host says.</summary>
    TakenBack,

    /// <summary>Its records do not continue those of which the log of the host speaks.</summary>
    AnotherHistory,

    /// <summary>What lies there is the log of somebody else.</summary>
    AnotherTenant,

    /// <summary>It has a checkpoint that the log of the host does not know.</summary>
    NotStated,

    /// <summary>It cannot be read, or its records are not those that were stored.</summary>
    Damaged,

    /// <summary>The log of the host says that it was removed, and it is there.</summary>
    NotRemoved,
}
