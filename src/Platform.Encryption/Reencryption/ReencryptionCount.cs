namespace Platform.Encryption.Reencryption;

/// <summary>How many values a target has that name a former key.</summary>
/// <param name="Target">The <see cref="IReencryptionTarget.Name"/>.</param>
/// <param name="Left">How many.</param>
public sealed record ReencryptionCount(string Target, long Left);
