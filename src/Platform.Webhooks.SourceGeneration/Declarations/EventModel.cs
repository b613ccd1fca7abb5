namespace Platform.Webhooks.SourceGeneration;

/// <summary>An event as it is declared.</summary>
internal sealed record EventModel
{
    /// <summary>The payload, qualified: <c>global::Desk.RequestOpened</c>.</summary>
    public required string QualifiedName { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    public required string? Description { get; init; }

    /// <summary>The properties of a thin payload: by their names in the code, or as <c>[JsonPropertyName]</c> has them.</summary>
    public required EquatableArray<string> Keys { get; init; }

    /// <summary>The static properties that are examples.</summary>
    public required EquatableArray<string> Examples { get; init; }

    /// <summary>Where its name is written, for whoever has to say that it is taken.</summary>
    public required PlaceInText NamePlace { get; init; }

    public required EquatableArray<Finding> Findings { get; init; }

    /// <summary>Whether it can stand in a catalogue.</summary>
    public required bool IsWritable { get; init; }
}

/// <summary>A catalogue as it is declared.</summary>
/// <param name="Place">Its class, as it is reopened.</param>
/// <param name="QualifiedName">Its class, qualified.</param>
/// <param name="Context">What writes the payloads, qualified.</param>
/// <param name="AttributePlace">Where it is said to be one.</param>
/// <param name="Findings">What is wrong with it.</param>
internal sealed record CatalogModel(PlaceModel Place, string QualifiedName, string Context, PlaceInText AttributePlace, EquatableArray<Finding> Findings);
