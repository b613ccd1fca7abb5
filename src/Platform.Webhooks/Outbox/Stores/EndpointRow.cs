namespace Platform.Webhooks.Outbox.Stores;

/// <summary>A receiver as stores keep it. Stores look at nothing in <see cref="Document"/> and <see cref="Secrets"/>.</summary>
public sealed record EndpointRow
{
    /// <summary>Its id, which is the name of its lane too.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is; <see langword="null"/> for the program's own.</summary>
    public string? Tenant { get; init; }

    /// <summary>Counts its changes, from 1. Whoever changes it says which one he has seen.</summary>
    public required long Version { get; init; }

    /// <summary>Whether whoever is at its URL has said that webhooks are wanted there.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether somebody has paused it.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether it has a lane: it was confirmed once.</summary>
    public bool HasLane { get; init; }

    /// <summary>Whether it is gone. Such a row is kept for a while, so that all processes hear of it.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>What it is, in JSON.</summary>
    public required string Document { get; init; }

    /// <summary>Its secrets, sealed.</summary>
    public required ReadOnlyMemory<byte> Secrets { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The store's count of changes of all receivers at the last one of this; the store gives it.</summary>
    public long Revision { get; init; }

    /// <summary>Whether its lane is disabled; the store looks.</summary>
    public bool IsLaneDisabled { get; init; }

    /// <summary>Whether <see cref="IOutboxStore.SwitchAsync"/> has disabled its lane; the store looks.</summary>
    public bool IsLaneBarred { get; init; }
}
