namespace Platform.Validation.Schema.Compiling;

/// <summary>The values that an <c>enum</c> or <c>const</c> lets in, sorted by how they are found.</summary>
internal sealed class ValuePlan
{
    /// <summary><c>enum</c> or <c>const</c>.</summary>
    public required string Keyword { get; init; }

    /// <summary>The values as the schema writes them, shortened, for a message.</summary>
    public required string Shown { get; init; }

    public PropertyMap? Strings { get; init; }

    /// <summary>A bit for each of null, false and true.</summary>
    public uint Literals { get; init; }

    public byte[][] Numbers { get; init; } = [];

    /// <summary>What it costs to read <see cref="Numbers"/> once.</summary>
    public long NumberSteps { get; init; }

    public StructuredValue[] Structures { get; init; } = [];
}

/// <summary>An object or array of a schema, with its tape.</summary>
internal sealed class StructuredValue(byte[] json, uint[] words)
{
    public byte[] Json { get; } = json;

    public uint[] Words { get; } = words;
}
