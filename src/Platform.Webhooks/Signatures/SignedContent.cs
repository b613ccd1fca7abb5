namespace Platform.Webhooks.Signatures;

/// <summary>The bytes that a signature is made over: what stands in the header fields with its separators, and the body as it goes over the wire.</summary>
/// <remarks>It lives for one call of a key and must not be kept. The two parts are not put together where nobody needs them in one piece.</remarks>
/// <param name="prefix">What stands before the body.</param>
/// <param name="body">The body.</param>
public readonly ref struct SignedContent(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
{
    /// <summary>What stands before the body, such as <c>msg_1.1674087231.</c>; empty in schemes that sign the body alone.</summary>
    public ReadOnlySpan<byte> Prefix { get; } = prefix;

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>How many bytes both parts have together.</summary>
    public int Length => checked(Prefix.Length + Body.Length);

    /// <summary>Puts the parts together, for algorithms that need them in one piece.</summary>
    /// <param name="destination">Takes <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        Prefix.CopyTo(destination);
        Body.CopyTo(destination[Prefix.Length..]);
    }
}
