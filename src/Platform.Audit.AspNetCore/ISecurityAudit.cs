namespace Platform.Audit.AspNetCore;

/// <summary>Records security events that only the program itself knows of. Those that the framework knows of are recorded without it. Thread-safe.</summary>
public interface ISecurityAudit
{
    /// <summary>Records that somebody could not sign in, as <c>security.sign-in-failed</c>: a wrong password, a second factor that was not given.</summary>
    /// <param name="actor">Who it claims to be, if that is known; not what was typed where a password belongs.</param>
    /// <param name="reason">Why, in words that are the same each time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is recorded or counted.</returns>
    ValueTask SignInFailedAsync(string? actor, string reason, CancellationToken cancellationToken = default);

    /// <summary>Records that somebody may not do something, as <c>security.denied</c>.</summary>
    /// <param name="target">What, for example <c>request:42</c>.</param>
    /// <param name="reason">Why, in words that are the same each time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is recorded or counted.</returns>
    ValueTask DeniedAsync(string? target, string reason, CancellationToken cancellationToken = default);
}
