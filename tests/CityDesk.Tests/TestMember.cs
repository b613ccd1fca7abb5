using CityDesk.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CityDesk.Tests;

/// <summary>
/// Members of staff whose passwords are quick to look at: how often one is hashed stands in the hash itself. Hashed as often as those of real members, they
/// took a quarter of the time of all tests of the console.
/// </summary>
internal static class TestMember
{
    private static readonly PasswordHasher<StaffMember> Quick = new(Options.Create(new PasswordHasherOptions { IterationCount = 1 }));

    public static StaffMember Create(string displayName, string password) => new()
    {
        UserName = $"member-{Guid.NewGuid():N}",
        DisplayName = displayName,
        PasswordHash = Quick.HashPassword(null!, password),
        SecurityStamp = Guid.NewGuid().ToString("N"),
        CreatedAt = Desk.Today,
    };
}
