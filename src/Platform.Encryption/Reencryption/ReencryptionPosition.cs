namespace Platform.Encryption.Reencryption;

/// <summary>Where a page of a target ended and the next one begins. Each target derives one of its own, and gets back what it gave.</summary>
public abstract record ReencryptionPosition;
