using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Platform.RateLimiting.AspNetCore.SystemThreading;

/// <summary>A decision as a lease of System.Threading.RateLimiting, with the exact time to come back.</summary>
internal sealed class DecisionLease(RateLimitDecision decision) : RateLimitLease
{
    private static readonly string[] OfRefusal = [MetadataName.RetryAfter.Name, MetadataName.ReasonPhrase.Name];

    /// <summary>Of an admission nothing is to be said, so one lease serves all.</summary>
    public static DecisionLease Admitted { get; } = new(default);

    public override bool IsAcquired => decision.IsAdmitted;

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : OfRefusal;

    public static DecisionLease Of(in RateLimitDecision decision) => decision.IsAdmitted ? Admitted : new DecisionLease(decision);

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = null;
        if (IsAcquired)
            return false;
        if (metadataName == MetadataName.RetryAfter.Name)
            metadata = decision.RetryAfter;
        else if (metadataName == MetadataName.ReasonPhrase.Name)
            metadata = decision.Explain();
        return metadata is not null;
    }
}
