namespace Platform.Audit.AspNetCore.Security;

/// <summary>What was refused.</summary>
internal enum RefusalKind
{
    SignInFailed,
    Denied,
    RateLimited,
    RequestRefused,
}

/// <summary>What refusals have in common that are counted together.</summary>
/// <param name="Kind">What was refused.</param>
/// <param name="Actor">To whom, if it is known.</param>
/// <param name="Target">What it was about: the route, not the path, which whoever asks chooses.</param>
/// <param name="Source">From where.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct Refusal(RefusalKind Kind, string? Actor, string? Target, string? Source, string? Reason)
{
    /// <summary>What all those have in common that are too many to be told apart.</summary>
    public Refusal WithoutDetails => new(Kind, null, null, null, "too many to be told apart");
}
