namespace Platform.Audit.Export.Syslog;

/// <summary>How messages of syslog travel.</summary>
public enum SyslogTransport
{
    /// <summary>
    /// Over TCP, each message with its length before it (RFC 6587, section 3.4.1). Nobody answers; so each batch has a connection, which we end first, and counts as given when the receiver has ended it after
    /// that, without a reset. Otherwise it is sent again, with the batch before it. It is a hint, and no receipt: what the receiver has read is not known, nor what it does with it. One that does not end the
    /// connection when we have gets the same batch again and again.
    /// </summary>
    Tcp = 0,

    /// <summary>Over TCP, each message with a line feed behind it (RFC 6587, section 3.4.2), for receivers that cannot count. Messages never have one in them.</summary>
    TcpWithLineFeeds = 1,

    /// <summary>Over UDP, a message for each datagram (RFC 5426). Nobody says whether it has arrived: what is lost is lost.</summary>
    Udp = 2,
}
