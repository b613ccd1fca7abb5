namespace Platform.Audit.Notes;

/// <summary>Signs notes with one key. Implementations may be used by several threads at once.</summary>
/// <param name="key">The public half of the key, with its name.</param>
public abstract class NoteSigner(VerifierKey key) : IDisposable
{
    /// <summary>The public half of the key, with its name and id: what those who verify pin.</summary>
    public VerifierKey Key { get; } = key ?? throw new ArgumentNullException(nameof(key));

    /// <summary>The most bytes that a signature can have.</summary>
    public abstract int MaxSignatureLength { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">The text of a note.</param>
    /// <param name="destination">Room for <see cref="MaxSignatureLength"/> bytes.</param>
    /// <returns>How many bytes the signature has.</returns>
    public abstract int Sign(ReadOnlySpan<byte> text, Span<byte> destination);

    /// <summary>Makes what verifies its signatures: a log that starts looks whether the last checkpoint in its store is its own.</summary>
    /// <returns>A verifier of its own, to be disposed of.</returns>
    public abstract NoteVerifier CreateVerifier();

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the signer holds.</summary>
    /// <param name="disposing">Whether it was asked for by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
