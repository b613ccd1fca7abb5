using Microsoft.AspNetCore.Identity;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>Somebody with something to hide in each way that there is.</summary>
public sealed class Resident
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Indexed by equality and by beginnings.</summary>
    [Contact]
    public string? Email { get; set; }

    /// <summary>Indexed so coarsely that half of all rows share each value.</summary>
    public string? Phone { get; set; }

    /// <summary>With a key of the person's own too, indexed by its pieces and by nothing else.</summary>
    public string? Name { get; set; }

    /// <summary>With a key of the person's own, and no index.</summary>
    public string? Note { get; set; }

    public string PersonId { get; set; } = "nobody";

    public int Age { get; set; }

    public Guid Version { get; set; }

    public Home Home { get; set; } = new();

    public List<Visit> Visits { get; } = [];
}

/// <summary>A complex property.</summary>
public sealed class Home
{
    public string Street { get; set; } = "";

    [PersonalData]
    public string Town { get; set; } = "";
}

public sealed class Visit
{
    public int Id { get; init; }

    [ProtectedPersonalData]
    public string Place { get; init; } = "";

    public Resident? Resident { get; init; }

    public Guid ResidentId { get; init; }
}
