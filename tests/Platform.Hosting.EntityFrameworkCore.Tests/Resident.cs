using Platform.Audit.EntityFrameworkCore;
using Platform.Encryption.EntityFrameworkCore;

namespace Platform.Hosting.EntityFrameworkCore.Tests;

[Audited(Name = "resident")]
public sealed class Resident
{
    public Guid Id { get; set; } = Guid.NewGuid();

    public string Name { get; set; } = "";

    [Encrypted("residents")]
    public string? Email { get; set; }

    /// <summary>Set by an interceptor, as stamps of who changed a row are.</summary>
    public string? ChangedBy { get; set; }
}
