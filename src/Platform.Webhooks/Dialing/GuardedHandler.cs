using System.Net;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Dialing;

/// <summary>Judges the URL of each request, and pins its version: with HTTP/3 the connection would not be dialled by the guard.</summary>
internal sealed class GuardedHandler(DialGuard guard, DestinationPolicy policy, SocketsHttpHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Prepare(request);
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
        var fault = policy.Check(request.RequestUri?.OriginalString, out _);
        if (fault != DestinationFault.None)
        {
            var refusal = new DestinationRefusedException(fault, request.RequestUri is { IsAbsoluteUri: true } uri ? uri.IdnHost : "");
            guard.Report(refusal);
            throw refusal;
        }
        if (request.Version > HttpVersion.Version20)
            request.Version = HttpVersion.Version20;
        if (request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
    }
}
