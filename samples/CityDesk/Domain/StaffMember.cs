namespace CityDesk.Domain;

/// <summary>Someone who works at the desk and may see and change requests.</summary>
public sealed class StaffMember
{
    public const int UserNameMaxLength = 100;

    public int Id { get; init; }

    public required string UserName { get; init; }

    public required string DisplayName { get; set; }

    public string PasswordHash { get; set; } = "";

    /// <summary>Changes with the password, so that sessions opened with the old one end.</summary>
    public required string SecurityStamp { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
