namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>How values of a type cross.</summary>
internal abstract record TypeShape(string TypeName)
{
    /// <summary>How many bytes a value has at least.</summary>
    public abstract int MinimumBytes { get; }

    /// <summary>What stands for a value that was not sent, where nobody said what; nothing where nothing can.</summary>
    public abstract string? Default { get; }
}

/// <summary>What has a method of its own in the reader and in the writer, which are Read and Write with this name; an enumeration is cast to its number.</summary>
internal sealed record ScalarShape(string TypeName, string Method, string Cast, int Bytes) : TypeShape(TypeName)
{
    public override int MinimumBytes => Bytes;

    public override string? Default => Method switch
    {
        "String" => "\"\"",
        "Bytes" => "global::System.Array.Empty<byte>()",
        _ => $"default({TypeName})",
    };
}

/// <summary>What may be missing.</summary>
internal sealed record NullableShape(string TypeName, TypeShape Inner, bool IsValue, int Index) : TypeShape(TypeName)
{
    public override int MinimumBytes => 1;

    public override string? Default => $"default({TypeName})";
}

/// <summary>Several values of one type.</summary>
internal sealed record SequenceShape(string TypeName, TypeShape Item, SequenceForm Form, int Index) : TypeShape(TypeName)
{
    public override int MinimumBytes => 4;

    public override string? Default => Form == SequenceForm.Immutable
        ? $"global::System.Collections.Immutable.ImmutableArray<{Item.TypeName}>.Empty"
        : Form == SequenceForm.List ? $"new global::System.Collections.Generic.List<{Item.TypeName}>()" : $"global::System.Array.Empty<{Item.TypeName}>()";
}

/// <summary>What is made of several values.</summary>
internal enum SequenceForm
{
    Array,
    List,
    Immutable,
}

/// <summary>Values by keys.</summary>
internal sealed record MapShape(string TypeName, TypeShape Key, TypeShape Value, int Index) : TypeShape(TypeName)
{
    public override int MinimumBytes => 4;

    public override string? Default => $"new global::System.Collections.Generic.Dictionary<{Key.TypeName}, {Value.TypeName}>()";
}

/// <summary>A record, class or struct. Not compared by what it has: it may have itself.</summary>
internal sealed record ObjectShape(string TypeName, bool IsValue, bool MayBeDerived, int Index) : TypeShape(TypeName)
{
    /// <summary>What it has, in the order of messages. Filled when all of it was read.</summary>
    public List<FieldModel> Fields { get; } = [];

    /// <summary>How many of the fields, by their position, the constructor takes, in its order.</summary>
    public List<FieldModel> Constructor { get; } = [];

    public override int MinimumBytes => 4;

    public override string? Default => IsValue ? $"default({TypeName})" : null;

    public bool Equals(ObjectShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Index;
}

/// <summary>A property of a record, class or struct.</summary>
internal sealed record FieldModel(string Name, TypeShape Shape, string? Default);
