namespace Platform.Audit.SourceGeneration;

/// <summary>An event as it is declared.</summary>
internal sealed record EventModel
{
    /// <summary>Its type, as it is reopened.</summary>
    public required PlaceModel Place { get; init; }

    /// <summary>Its type with everything around it, for the catalogue: <c>global::Desk.DeskAudit.RequestClosed</c>.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>The name of the event, with the catalogue's before it.</summary>
    public required string Name { get; init; }

    /// <summary>The catalogue; <see langword="null"/> where it stands in none.</summary>
    public required CatalogModel? Catalog { get; init; }

    /// <summary>The member of <c>WhenAuditUnavailable</c>, or <see langword="null"/>.</summary>
    public required string? WhenUnavailable { get; init; }

    /// <summary>What is written, in the order of the record.</summary>
    public required EquatableArray<FieldModel> Fields { get; init; }

    /// <summary>Where its name is written, for whoever has to say that it is taken.</summary>
    public required PlaceInText NamePlace { get; init; }

    public required EquatableArray<Finding> Findings { get; init; }

    /// <summary>Whether something can be written for it.</summary>
    public required bool IsWritable { get; init; }
}

/// <summary>A catalogue of events.</summary>
/// <param name="Place">Its class, as it is reopened.</param>
/// <param name="QualifiedName">Its class, qualified.</param>
/// <param name="IsWritable">Whether it can get another part, and has room for <c>Events</c>.</param>
internal sealed record CatalogModel(PlaceModel Place, string QualifiedName, bool IsWritable);
