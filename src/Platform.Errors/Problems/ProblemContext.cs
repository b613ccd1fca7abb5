using System.Globalization;

namespace Platform.Errors;

/// <summary>What a problem says beside the error itself.</summary>
public readonly record struct ProblemContext
{
    /// <summary>A URI reference that names this occurrence (RFC 9457 §3.1.5), usually the path of the request.</summary>
    /// <value>Default: <see langword="null"/>, left out.</value>
    public string? Instance { get; init; }

    /// <summary>
    /// By what the log and the traces of this occurrence are found: the W3C trace id, 32 hexadecimal digits. The whole <c>traceparent</c> would name a span
    /// besides, which no log is searched by.
    /// </summary>
    /// <value>Default: <see langword="null"/>, left out.</value>
    public string? TraceId { get; init; }

    /// <summary>The culture of whoever reads title and detail.</summary>
    /// <value>Default: <see langword="null"/>, the neutral language.</value>
    public CultureInfo? Culture { get; init; }

    /// <summary>
    /// Whether the exception that was the cause is shown, with its stack. For a developer's machine only: it names paths, queries and secrets.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IncludeCause { get; init; }
}
