namespace Platform.Encryption.Reencryption;

/// <summary>What was done with a page of values.</summary>
public sealed record ReencryptedPage
{
    /// <summary>Where the next page begins.</summary>
    /// <value>Default: <see langword="null"/>, this was the last.</value>
    public ReencryptionPosition? Next { get; init; }

    /// <summary>How many were replaced.</summary>
    /// <value>Default: 0.</value>
    public int Replaced { get; init; }

    /// <summary>How many somebody else had changed before, and which were left as they are.</summary>
    /// <value>Default: 0.</value>
    public int Changed { get; init; }

    /// <summary>How many the place does not take: a unique index has an equal value already, a trigger or a check says no. They stay, and so must the key.</summary>
    /// <value>Default: 0.</value>
    public int Refused { get; init; }

    /// <summary>How many do not open in their place. They stay, and so must the key.</summary>
    /// <value>Default: 0.</value>
    public int Unreadable { get; init; }

    internal int Met => Replaced + Changed + Refused + Unreadable;
}
