using System.Globalization;

namespace Platform.RateLimiting;

/// <summary>How requests to a host stand.</summary>
/// <param name="Host">The host and port; empty for those that were too many to be told apart.</param>
/// <param name="Requests">Requests in the window, those included that were not sent.</param>
/// <param name="Accepts">How many of them the host accepted.</param>
/// <param name="RefusalProbability">With which probability the next one is not sent.</param>
/// <param name="IsShadow">Whether it is sent all the same.</param>
public sealed record OutboundThrottleState(string Host, int Requests, int Accepts, double RefusalProbability, bool IsShadow)
{
    /// <summary>A sentence for people.</summary>
    /// <returns>The sentence.</returns>
    public string Explain() => string.Create(
        CultureInfo.InvariantCulture,
        $"Of the last {Requests} requests to {(Host.Length == 0 ? "other hosts" : Host)} {Accepts} were accepted, so {RefusalProbability:P0} of the next {(IsShadow ? "would be" : "are")} held back.");
}
