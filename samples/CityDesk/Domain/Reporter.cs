namespace CityDesk.Domain;

/// <summary>Who reported. Personal data, all of it optional: nobody must say who they are to report a pothole.</summary>
public sealed record Reporter
{
    public const int NameMaxLength = 100;
    public const int EmailMaxLength = 254;
    public const int PhoneMaxLength = 40;
    public const int ForeignIdMaxLength = 200;

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? DeviceId { get; init; }

    public string? AccountId { get; init; }
}
