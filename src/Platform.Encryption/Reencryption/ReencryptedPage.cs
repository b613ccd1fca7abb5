namespace Platform.Encryption.Reencryption;

/// <summary>What was done with a page of values.</summary>
/// <param name="Last">Where the next page begins, for the target alone to understand; <see langword="null"/> if this was the last.</param>
/// <param name="Replaced">How many were replaced.</param>
/// <param name="Changed">How many somebody else had changed before, and which were left as they are.</param>
/// <param name="Unreadable">How many do not open in their place. They stay, and so must the key.</param>
public sealed record ReencryptedPage(object? Last, int Replaced, int Changed, int Unreadable);
