namespace Platform.Audit.Export.Syslog;

/// <summary>A receiver of syslog.</summary>
public sealed class SyslogTarget
{
    /// <summary>The most bytes of a message unless it is said otherwise: over TCP 8,192, which common receivers take; over UDP 2,048, which every receiver should (RFC 5426, section 3.2).</summary>
    private const int DefaultTcpBytes = 8_192;

    private const int DefaultUdpBytes = 2_048;
    private const int LeastBytes = 480;
    private const int MostBytes = 65_000;

    /// <summary>Names a receiver.</summary>
    /// <param name="host">Its host. Nothing is encrypted on the way: a relay on the same machine can do that.</param>
    /// <param name="port">Its port.</param>
    /// <param name="transport">How messages travel. Default: over TCP.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port or the transport is none.</exception>
    public SyslogTarget(string host, int port = 514, SyslogTransport transport = SyslogTransport.Tcp)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65_535);
        if (!Enum.IsDefined(transport))
            throw new ArgumentOutOfRangeException(nameof(transport));
        (Host, Port, Transport) = (host, port, transport);
        MaxMessageBytes = transport == SyslogTransport.Udp ? DefaultUdpBytes : DefaultTcpBytes;
    }

    /// <summary>Its host.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>How messages travel.</summary>
    public SyslogTransport Transport { get; }

    /// <summary>The facility (RFC 5424, section 6.2.1), 0 to 23.</summary>
    /// <value>13, "log audit".</value>
    /// <exception cref="ArgumentOutOfRangeException">There is no such facility.</exception>
    public int Facility
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 23);
            field = value;
        }
    } = 13;

    /// <summary>The most bytes of a message, 480 to 65,000. What would be longer is shortened, and says so: first an event's own fields go, then long values are cut.</summary>
    /// <value>8,192 over TCP, 2,048 over UDP.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public int MaxMessageBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostBytes);
            field = value;
        }
    }
}
