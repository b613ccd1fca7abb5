namespace Platform.Audit.Export.Syslog;

/// <summary>How messages of syslog travel.</summary>
public enum SyslogTransport
{
    /// <summary>
    /// Over TCP, each message with its length before it (RFC 6587, section 3.4.1). A connection for each batch, at whose end the receiver's closing is waited for: only then has it read everything.
    /// </summary>
    Tcp = 0,

    /// <summary>Over TCP, each message with a line feed behind it (RFC 6587, section 3.4.2), for receivers that cannot count. Messages never have one in them.</summary>
    TcpWithLineFeeds = 1,

    /// <summary>Over UDP, a message for each datagram (RFC 5426). Nobody says whether it has arrived: what is lost is lost.</summary>
    Udp = 2,
}
