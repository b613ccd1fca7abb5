namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>What became of a sealed value that was read.</summary>
public enum SealedTextState
{
    /// <summary>It was not opened yet.</summary>
    Unopened,

    /// <summary>It was opened, and the property has its text.</summary>
    Opened,

    /// <summary>Its key was destroyed, and the property is <see langword="null"/>. Saving leaves it as it is unless the property is set.</summary>
    Erased,
}
