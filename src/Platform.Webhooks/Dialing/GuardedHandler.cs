using System.Net;
using System.Runtime.CompilerServices;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Dialing;

/// <summary>Judges the URL of each request, and pins its version: with HTTP/3 the connection would not be dialled by the guard.</summary>
/// <param name="guard">Hears what is refused.</param>
/// <param name="policy">Judges.</param>
/// <param name="inner">Calls.</param>
/// <param name="unwraps">Whether a refusal at the dial is thrown as itself. Who looks into what it is wrapped in spares each call a state machine.</param>
internal sealed class GuardedHandler(DialGuard guard, DestinationPolicy policy, SocketsHttpHandler inner, bool unwraps) : DelegatingHandler(inner)
{
    /// <summary>URLs that passed, by the object: neither it nor the policy can change. What is at the address is judged at each dial all the same.</summary>
    private readonly ConditionalWeakTable<Uri, object> _passed = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            Prepare(request);
        }
        catch (DestinationRefusedException refusal)
        {
            return Task.FromException<HttpResponseMessage>(refusal);
        }
        return unwraps ? UnwrappedAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> UnwrappedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException wrapped) when (wrapped.InnerException is DestinationRefusedException)
        {
            throw wrapped.InnerException;
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The guard dials asynchronously: use SendAsync.");

    private void Prepare(HttpRequestMessage request)
    {
        if (request.RequestUri is null || !_passed.TryGetValue(request.RequestUri, out _))
            Judge(request);
        if (request.Version > HttpVersion.Version20)
            request.Version = HttpVersion.Version20;
        if (request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
    }

    private void Judge(HttpRequestMessage request)
    {
        var fault = policy.Check(request.RequestUri?.OriginalString, out _);
        if (fault != DestinationFault.None)
        {
            var refusal = new DestinationRefusedException(fault, request.RequestUri is { IsAbsoluteUri: true } uri ? uri.IdnHost : "");
            guard.Report(refusal);
            throw refusal;
        }
        // A client of somebody's own makes one for each request, which is seen once.
        if (!unwraps)
            _passed.AddOrUpdate(request.RequestUri!, this);
    }
}
