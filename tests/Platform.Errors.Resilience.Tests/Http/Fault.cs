using System.Text;

namespace Platform.Errors.Resilience.Tests;

/// <summary>What becomes of a connection after the bytes.</summary>
internal enum FaultEnd
{
    KeepAlive,
    Close,
    Reset,
    Hang,
}

/// <summary>What the faulty server does with a request: some bytes, and an end.</summary>
internal sealed record Fault(string? Bytes, FaultEnd End)
{
    /// <summary>The connection is reset before a byte of an answer.</summary>
    public static Fault Reset { get; } = new(null, FaultEnd.Reset);

    /// <summary>The connection is closed, in order, before a byte of an answer.</summary>
    public static Fault Close { get; } = new(null, FaultEnd.Close);

    /// <summary>No answer ever comes.</summary>
    public static Fault Hang { get; } = new(null, FaultEnd.Hang);

    /// <summary>What comes is not HTTP.</summary>
    public static Fault Garbage { get; } = new("\u0001\u0002 not HTTP at all \u00ff\r\n\r\n", FaultEnd.Close);

    /// <summary>The answer stops in the middle of its head.</summary>
    public static Fault HalfAHead { get; } = new("HTTP/1.1 200 OK\r\nContent-Le", FaultEnd.Reset);

    public static Fault Answer(int status, string body = "", string type = "text/plain", string fields = "") =>
        new($"HTTP/1.1 {status} Whatever\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{fields}\r\n{body}",
            FaultEnd.KeepAlive);

    public static Fault Chunked(int status, string body, string type) =>
        new($"HTTP/1.1 {status} Whatever\r\nContent-Type: {type}\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{Encoding.UTF8.GetByteCount(body):x}\r\n{body}\r\n0\r\n\r\n", FaultEnd.KeepAlive);
}
