namespace Platform.Validation.Schema.Tape;

/// <summary>An object or array that is still open while the tape is written.</summary>
internal struct TapeFrame
{
    /// <summary>Where the container that encloses this one begins on the tape; -1 around the whole.</summary>
    public int Parent;

    /// <summary>How many members the enclosing container had before this one.</summary>
    public uint Count;

    /// <summary>Which hashes the keys of the enclosing object have had.</summary>
    public ulong Bloom;
}
