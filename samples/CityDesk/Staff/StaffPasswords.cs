using CityDesk.Domain;
using Microsoft.AspNetCore.Identity;

namespace CityDesk.Staff;

/// <summary>Staff passwords, hashed by ASP.NET Core Identity's hasher (PBKDF2 with a salt and a versioned format).</summary>
internal static class StaffPasswords
{
    private static readonly PasswordHasher<StaffMember> Hasher = new();

    public static StaffMember CreateMember(string userName, string displayName, string password, DateTimeOffset now)
    {
        var member = new StaffMember { UserName = userName, DisplayName = displayName, SecurityStamp = "", CreatedAt = now };
        Set(member, password);
        return member;
    }

    /// <summary>Sets a new password and ends every session that was opened with the old one.</summary>
    public static void Set(StaffMember member, string password)
    {
        member.PasswordHash = Hasher.HashPassword(member, password);
        member.SecurityStamp = Guid.NewGuid().ToString("N");
    }

    public static bool Verify(StaffMember member, string password) =>
        Hasher.VerifyHashedPassword(member, member.PasswordHash, password) != PasswordVerificationResult.Failed;
}
