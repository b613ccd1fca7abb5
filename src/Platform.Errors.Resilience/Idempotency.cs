namespace Platform.Errors.Resilience;

/// <summary>
/// Whether a call may be made again although an earlier attempt may have had its effect. Nothing can find this out about a call, so the caller declares it; for
/// HTTP it follows from the request (RFC 9110 §9.2.2).
/// </summary>
public enum Idempotency
{
    /// <summary>A second attempt could do it twice. It is never repeated, whatever the failure. The default.</summary>
    NotIdempotent = 0,

    /// <summary>Doing it twice has the effect of doing it once: a read, or a write of a given state.</summary>
    Idempotent,

    /// <summary>The call carries a key by which the other side recognises a repetition, such as the HTTP field <c>Idempotency-Key</c>.</summary>
    Keyed,
}
