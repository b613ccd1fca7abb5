using System.Globalization;

namespace Platform.Audit.Omissions;

/// <summary>Something that is wrong with the numbers or the times of a producer.</summary>
/// <param name="Kind">What.</param>
/// <param name="Producer">Which producer.</param>
/// <param name="First">The first number that it is about: that is missing, repeated, or too much; of a silence the number before it.</param>
/// <param name="Last">The last of them; of a silence in the middle the number after it.</param>
/// <param name="Since">The time of the record before, as far as it is known.</param>
/// <param name="Until">The time of the record after, or when it was looked.</param>
public sealed record AuditOmission(AuditOmissionKind Kind, long Producer, long First, long Last, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>For people.</summary>
    /// <returns>One sentence.</returns>
    public override string ToString()
    {
        var numbers = First == Last ? $"number {First}" : $"numbers {First} to {Last}";
        return string.Create(CultureInfo.InvariantCulture, $"producer {Producer:x16}: ") + Kind switch
        {
            AuditOmissionKind.Missing => $"{numbers} missing, and nothing explains it",
            AuditOmissionKind.NotArrived => $"{numbers} left for the log, and never arrived",
            AuditOmissionKind.Repeated => $"{numbers} in the log twice",
            AuditOmissionKind.AfterStop => $"{numbers} after its end",
            AuditOmissionKind.Silent => string.Create(CultureInfo.InvariantCulture, $"silent from {Since:O} to {Until:O}, between number {First} and {Last}"),
            AuditOmissionKind.NotEnded => string.Create(CultureInfo.InvariantCulture, $"silent since {Since:O}, and not ended"),
            _ => "nothing",
        };
    }
}
