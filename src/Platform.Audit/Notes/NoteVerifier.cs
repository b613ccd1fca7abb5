namespace Platform.Audit.Notes;

/// <summary>Verifies the signatures of one key. Implementations may be used by several threads at once.</summary>
/// <param name="key">The key.</param>
public abstract class NoteVerifier(VerifierKey key) : IDisposable
{
    /// <summary>The key, with its name and id.</summary>
    public VerifierKey Key { get; } = key ?? throw new ArgumentNullException(nameof(key));

    /// <summary>Verifies a signature.</summary>
    /// <param name="text">The text of the note.</param>
    /// <param name="signature">The signature, without the id of the key before it.</param>
    /// <returns>Whether the key has signed the text. Whatever is wrong with the signature gives <see langword="false"/>; nothing throws.</returns>
    public abstract bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the verifier holds.</summary>
    /// <param name="disposing">Whether it was asked for by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
