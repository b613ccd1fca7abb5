using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Reading;

/// <summary>What is opened when a row, or a page of rows, has been read. Each enumeration has its own, so that one which runs within another, or is given up, leaves nothing to it.</summary>
internal sealed class OpeningPage
{
    /// <summary>Entities that were about to be tracked.</summary>
    public List<(EncryptedEntity Entity, object Instance)> Tracked { get; } = [];

    /// <summary>Values whose keys were not in hand.</summary>
    public List<PendingValue> Pending { get; } = [];

    /// <summary>Texts of complex properties, which are made after their entity.</summary>
    public List<(EncryptedProperty Property, object Instance, string? Text)> Unset { get; } = [];

    public void Clear()
    {
        Tracked.Clear();
        Pending.Clear();
        Unset.Clear();
    }

    public bool IsEmpty => Tracked.Count == 0 && Pending.Count == 0 && Unset.Count == 0;
}
