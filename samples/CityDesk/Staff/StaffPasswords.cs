using CityDesk.Domain;
using Microsoft.AspNetCore.Identity;

namespace CityDesk.Staff;

/// <summary>Staff passwords, hashed by ASP.NET Core Identity's hasher (PBKDF2 with a salt and a versioned format).</summary>
internal static class StaffPasswords
{
    /// <summary>Nobody types more; what is longer is refused before it is hashed.</summary>
    public const int MaxLength = 1_000;

    private static readonly PasswordHasher<StaffMember> Hasher = new();

    private static readonly StaffMember Nobody = CreateMember("", "", Guid.NewGuid().ToString("N"), DateTimeOffset.UnixEpoch);

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

    /// <summary>
    /// Whether this is the member's password. For <see langword="null"/> the answer is no, after the same work: how long it
    /// took must not tell whether somebody of that name exists.
    /// </summary>
    public static bool Verify(StaffMember? member, string password)
    {
        var holder = member ?? Nobody;
        var matches = Hasher.VerifyHashedPassword(holder, holder.PasswordHash, password) != PasswordVerificationResult.Failed;
        return matches && member is not null;
    }
}
