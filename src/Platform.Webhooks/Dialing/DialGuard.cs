using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Dialing;

/// <summary>
/// Dials for an HTTP client whose destinations strangers choose: looks the name up, judges every address, and connects to one of the very addresses
/// that it judged. Nothing is looked up twice, so nothing can change between the two.
/// </summary>
/// <remarks>Safe for use by several threads at once. <c>AddPlatformWebhooks()</c> registers one.</remarks>
public sealed class DialGuard
{
    private const int MostAddressesTried = 4;
    private const int MaxResponseHeadersKilobytes = 64;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly DestinationPolicy _policy;
    private readonly BoundedLookups _lookups;
    private readonly TimeSpan _connectTimeout;
    private readonly TimeSpan _totalTimeout;
    private readonly TimeProvider _time;
    private readonly Telemetry? _telemetry;
    private readonly ILogger _logger;

    /// <summary>Makes a guard for a program without a host.</summary>
    /// <param name="options">What may be called, and the limits.</param>
    /// <param name="resolver">Looks names up; the operating system where it is <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">A network of <see cref="PlatformWebhooksOptions.AllowedNetworks"/> is none.</exception>
    public DialGuard(PlatformWebhooksOptions options, IAddressResolver? resolver = null, TimeProvider? time = null)
        : this(options, resolver ?? new SystemAddressResolver(), time ?? TimeProvider.System, null, NullLogger.Instance)
    {
    }

    internal DialGuard(PlatformWebhooksOptions options, IAddressResolver resolver, TimeProvider time, Telemetry? telemetry, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _policy = new DestinationPolicy(options);
        _lookups = new BoundedLookups(resolver, options.MaxConcurrentLookups, options.LookupTimeout, time);
        (_connectTimeout, _totalTimeout) = (options.ConnectTimeout, options.LookupTimeout + options.ConnectTimeout);
        (_time, _telemetry, _logger) = (time, telemetry, logger);
    }

    /// <summary>
    /// Makes the handler of a client that this guard protects. Besides dialling through it, it follows no redirect, uses no proxy of the environment, keeps no
    /// cookies, decompresses nothing, sends no trace or baggage headers, takes at most 64 KB of response headers, reads no body that its client has left, refuses URLs that the policy
    /// refuses, and speaks
    /// HTTP/1.1 and 2 only: HTTP/3 does not dial through a callback.
    /// </summary>
    /// <returns>The handler. It holds the connections; make one and keep it.</returns>
    public HttpMessageHandler CreateHandler() => CreateHandler(unwraps: true);

    /// <summary>The same; a refusal at the dial may be thrown as the inner exception of a <see cref="HttpRequestException"/>.</summary>
    internal HttpMessageHandler CreateHandler(bool unwraps) => new GuardedHandler(this, _policy, new SocketsHttpHandler
    {
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = _totalTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxResponseHeadersLength = MaxResponseHeadersKilobytes,
        MaxResponseDrainSize = 0,
        EnableMultipleHttp2Connections = true,
        Credentials = null,
        PreAuthenticate = false,
    }, unwraps);

    /// <summary>
    /// Connects to a host, for a client of your own: as its <see cref="SocketsHttpHandler.ConnectCallback"/> with <see
    /// cref="SocketsHttpConnectionContext.DnsEndPoint"/>.
    /// </summary>
    /// <param name="destination">The host and the port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is <see langword="null"/>.</exception>
    /// <exception cref="DestinationRefusedException">The host is not allowed, or its name has no address or was not looked up in time.</exception>
    /// <exception cref="SocketException">No address answered.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        IPAddress[] addresses;
        try
        {
            addresses = await FindAsync(destination.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (DestinationRefusedException refusal)
        {
            Report(refusal);
            throw;
        }
        return await DialAsync(addresses, destination, cancellationToken).ConfigureAwait(false);
    }

    internal void Report(DestinationRefusedException refusal)
    {
        _telemetry?.Refused(refusal.Fault);
        var addressClass = refusal.Address is null ? (AddressClass?)null : AddressClassifier.Classify(refusal.Address);
        Log.DestinationRefused(_logger, refusal.Host, refusal.Fault, refusal.Address, addressClass);
    }

    private async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return Judged([literal], host);
        if (_policy.CheckName(host) is var fault and not DestinationFault.None)
            throw new DestinationRefusedException(fault, host);
        try
        {
            return Judged(await _lookups.ResolveAsync(host, cancellationToken).ConfigureAwait(false), host);
        }
        catch (SocketException)
        {
            throw new DestinationRefusedException(DestinationFault.NotResolved, host);
        }
    }

    private IPAddress[] Judged(IPAddress[] addresses, string host)
    {
        var fault = DialDecision.Judge(addresses, _policy, out var refused);
        return fault == DestinationFault.None ? addresses : throw new DestinationRefusedException(fault, host, refused);
    }

    private async Task<Stream> DialAsync(IPAddress[] addresses, DnsEndPoint destination, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        var share = _connectTimeout / Math.Min(addresses.Length, MostAddressesTried);
        foreach (var address in addresses.Take(MostAddressesTried))
        {
            using var deadline = new CancellationTokenSource(share, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, destination.Port), either.Token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException failure)
            {
                socket.Dispose();
                last = failure;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                socket.Dispose();
                last = new SocketException((int)SocketError.TimedOut);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last!;
    }
}
