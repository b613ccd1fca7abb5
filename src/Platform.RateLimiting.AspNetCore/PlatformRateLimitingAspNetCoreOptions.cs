using Microsoft.AspNetCore.Http;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>How requests are counted and answered. Read once, when the host starts.</summary>
public sealed class PlatformRateLimitingAspNetCoreOptions
{
    /// <summary>The policy of endpoints that name none.</summary>
    /// <value><see langword="null"/>: they are not limited.</value>
    public string? DefaultPolicy { get; set; }

    /// <summary>
    /// For whom requests are counted: <c>api-key</c>, <c>subject</c>, <c>tenant</c>, <c>client-address</c>; a comma between alternatives,
    /// of which the first that a request has counts, a plus between what counts together. A request that has none of them is counted
    /// by its address, and one without an address together with all others without.
    /// </summary>
    /// <value><c>subject, client-address</c>.</value>
    public string Key { get; set; } = "subject, client-address";

    /// <summary>Other keys for single policies, by the policy's name; written as <see cref="Key"/>.</summary>
    /// <value>None.</value>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The header that <c>api-key</c> reads.</summary>
    /// <value><c>X-Api-Key</c>.</value>
    public string ApiKeyHeader { get; set; } = "X-Api-Key";

    /// <summary>The claim that <c>subject</c> reads.</summary>
    /// <value><see langword="null"/>: the name identifier of .NET or <c>sub</c>.</value>
    public string? SubjectClaim { get; set; }

    /// <summary>The claim that <c>tenant</c> reads.</summary>
    /// <value><c>tenant</c>.</value>
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>The claim of an authenticated user that names its tier.</summary>
    /// <value><see langword="null"/>: requests claim none.</value>
    public string? TierClaim { get; set; }

    /// <summary>The length of the network by which IPv6 clients are counted, 1 to 128.</summary>
    /// <value>64.</value>
    public int IPv6PrefixLength { get; set; } = RateLimitKey.DefaultIPv6PrefixLength;

    /// <summary>Whether answers carry <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-11).</summary>
    /// <value><see langword="true"/>.</value>
    public bool SendRateLimitFields { get; set; } = true;

    /// <summary>Whether answers carry <c>X-RateLimit-Limit</c>, <c>X-RateLimit-Remaining</c> and <c>X-RateLimit-Reset</c> (seconds from now), of the limit nearest to refusing.</summary>
    /// <value><see langword="false"/>.</value>
    public bool SendLegacyFields { get; set; }

    /// <summary>The claim of an authenticated user that says how important its requests are: <c>background</c>, <c>normal</c> or <c>important</c>. What an endpoint says stands before it.</summary>
    /// <value><see langword="null"/>: no claim does.</value>
    public string? LoadPriorityClaim { get; set; }

    /// <summary>
    /// How many bytes of a request's body are read before it takes a place of an adaptive limit, 0 to 1,048,576: a body that is no larger, and comes slowly, then keeps no place. 0 reads
    /// none. Larger bodies, those of GET and HEAD, and those that have no length and come over HTTP/2 or later, are read by their endpoints, in their places.
    /// </summary>
    /// <value>65,536.</value>
    public int MostBufferedBodyBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// How many bodies may be on their way at once that are read before their requests take places, 1 to 1,000,000; of them one consumer has a quarter at most. Each holds no more memory than twice
    /// what has come of it. Beyond that bodies are read by their endpoints, in their places.
    /// </summary>
    /// <value>1,000.</value>
    public int MostBufferedBodies { get; set; } = 1000;

    /// <summary>Whether the body of a refusal tells in a sentence which limit refused, what was left of it and since when. It tells callers how the service is doing: for callers that may know.</summary>
    /// <value><see langword="false"/>.</value>
    public bool ExplainRefusals { get; set; }

    internal Dictionary<string, RateLimitKeySelector> KeySelectors { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Func<HttpContext, long>> Costs { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Func<HttpContext, string>> PolicySelectors { get; } = new(StringComparer.Ordinal);

    internal Func<HttpContext, LoadPriority?>? LoadPrioritySelector { get; private set; }

    /// <summary>
    /// Chooses for each request which policy stands behind a name: one for strangers and another for consumers that are known, say. The
    /// name itself need not be a policy.
    /// </summary>
    /// <param name="name">What endpoints, or <see cref="DefaultPolicy"/>, name.</param>
    /// <param name="choose">Gives the name of the policy. One that does not exist is an error at the request.</param>
    /// <returns>This, for chaining.</returns>
    public PlatformRateLimitingAspNetCoreOptions SelectPolicy(string name, Func<HttpContext, string> choose)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(choose);
        PolicySelectors[name] = choose;
        return this;
    }

    /// <summary>
    /// Says in code how important a request is, where its endpoint does not say it. What is important only for some who call belongs here and not at the endpoint, whose word holds
    /// for everybody, also before it is known whether he may call at all.
    /// </summary>
    /// <param name="selector">Gives the priority; <see langword="null"/> leaves it to <see cref="LoadPriorityClaim"/>.</param>
    /// <returns>This, for chaining.</returns>
    public PlatformRateLimitingAspNetCoreOptions SelectLoadPriority(Func<HttpContext, LoadPriority?> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        LoadPrioritySelector = selector;
        return this;
    }

    /// <summary>Sets the key of a policy in code.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="selector">Gives the key; see <see cref="RateLimitKeys"/>.</param>
    /// <returns>This, for chaining.</returns>
    public PlatformRateLimitingAspNetCoreOptions SelectKey(string policy, RateLimitKeySelector selector)
    {
        ArgumentException.ThrowIfNullOrEmpty(policy);
        ArgumentNullException.ThrowIfNull(selector);
        KeySelectors[policy] = selector;
        return this;
    }

    /// <summary>Sets what a request costs, in permits. Without it each costs one.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="cost">Gives the cost; less than one counts as one.</param>
    /// <returns>This, for chaining.</returns>
    public PlatformRateLimitingAspNetCoreOptions SelectCost(string policy, Func<HttpContext, long> cost)
    {
        ArgumentException.ThrowIfNullOrEmpty(policy);
        ArgumentNullException.ThrowIfNull(cost);
        Costs[policy] = cost;
        return this;
    }
}
