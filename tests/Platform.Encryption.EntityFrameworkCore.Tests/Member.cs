namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>Marked by attributes, with a key of two parts.</summary>
public sealed class Member
{
    public required string Club { get; init; }

    public required int Number { get; init; }

    [EncryptedData]
    [Encrypted("members", Subject = nameof(Club))]
    [BlindIndexed("email", rows: 100_000, distinctValues: 90_000)]
    [BlindIndexed("email", rows: 100_000, distinctValues: 5_000, PrefixLength = 4)]
    public required string Email { get; set; }
}
