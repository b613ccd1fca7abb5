namespace Platform.Errors;

/// <summary>
/// Declares one error of an <see cref="ErrorCatalogAttribute">catalogue</see> on a <see langword="static"/> <see langword="partial"/> method that returns
/// <see cref="Error"/>.
/// </summary>
/// <param name="code">
/// The code that callers program against: <c>^[A-Z][A-Z0-9_]{0,62}$</c>, as <c>google.rpc.ErrorInfo.reason</c>. Once shipped it never changes its meaning and
/// is never used for another.
/// </param>
/// <param name="kind">What sort of failure it is.</param>
/// <remarks>
/// The parameters of the method are the arguments of the error, in this order. See <see cref="ErrorArgumentType"/> for the types they can have.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ErrorAttribute(string code, ErrorKind kind) : Attribute
{
    /// <summary>The code that callers program against.</summary>
    public string Code { get; } = code;

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>A short summary for people, the same for every occurrence (RFC 9457 §3.1.3).</summary>
    /// <value>Default: the name of the method in words (<c>OutOfStock</c> becomes <c>Out of stock</c>).</value>
    public string? Title { get; set; }

    /// <summary>
    /// What happened this time, for people (RFC 9457 §3.1.4): a template in which <c>{name}</c> stands for an argument; <c>{{</c> and <c>}}</c> are braces.
    /// Every disclosed parameter must appear in it, or be marked <see cref="MachineOnlyAttribute"/>.
    /// </summary>
    /// <value>Default: <see langword="null"/>, no detail.</value>
    public string? Detail { get; set; }

    /// <summary>Whether the same call may succeed when it is made again.</summary>
    /// <value>
    /// Default: <see cref="ErrorRetry.Never"/>. <see cref="ErrorRetry.AfterDelay"/> asks for a <see cref="TimeSpan"/> parameter named <c>retryAfter</c>.
    /// </value>
    public ErrorRetry Retry { get; set; }

    /// <summary>The HTTP status, where another one than the kind's is right.</summary>
    /// <value>Default: 0, the kind's own. Otherwise 400 to 599.</value>
    public int Status { get; set; }

    /// <summary>The address of a page that explains the error and what to do.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? HelpLink { get; set; }

    /// <summary>The id of the log event.</summary>
    /// <value>Default: 0, which means one that is derived from domain and code and does not change as long as they do not.</value>
    public int EventId { get; set; }
}
