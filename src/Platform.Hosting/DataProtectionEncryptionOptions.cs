namespace Platform.Hosting;

/// <summary>With which keys those of ASP.NET Core Data Protection are sealed.</summary>
public sealed class DataProtectionEncryptionOptions
{
    /// <summary>The tenant whose keys these are. Keys that were sealed for another one do not open.</summary>
    /// <value>Default: <c>data protection</c>.</value>
    public string Tenant { get; set; } = "data protection";

    /// <summary>The purpose of the keys.</summary>
    /// <value>Default: <c>keys of ASP.NET Core Data Protection</c>.</value>
    public string Purpose { get; set; } = "keys of ASP.NET Core Data Protection";
}
