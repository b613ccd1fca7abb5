using System.Diagnostics.CodeAnalysis;

namespace Platform.RateLimiting;

/// <summary>The policies of the host. Thread-safe.</summary>
public interface IRateLimitPolicies
{
    /// <summary>Gets a policy.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those that there are.</exception>
    RateLimitPolicy this[string name] { get; }

    /// <summary>The policies in force.</summary>
    IReadOnlyCollection<RateLimitPolicy> All { get; }

    /// <summary>Gets a policy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="policy">The policy.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(string name, [NotNullWhen(true)] out RateLimitPolicy? policy);

    /// <summary>
    /// Changes policies while they are in use. What keys have taken so far stays counted, as long as the limit keeps its name; a
    /// debt is kept in time, and cut to what a full burst of the new limit may owe. A policy that is removed is no longer found;
    /// whoever still holds it goes on with the limits that it had last.
    /// </summary>
    /// <param name="change">Changes the options. It is remembered, and applied again after the configuration was reloaded.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The result cannot hold; nothing was changed. The message names the policy and the remedy.</exception>
    void Change(Action<PlatformRateLimitingOptions> change);
}
