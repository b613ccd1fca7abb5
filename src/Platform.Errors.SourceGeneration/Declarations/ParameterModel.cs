namespace Platform.Errors.SourceGeneration;

/// <summary>One parameter of an error.</summary>
internal sealed record ParameterModel
{
    public required string Name { get; init; }

    /// <summary>The type as it is written, with <c>global::</c> and annotations.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it may be absent: <c>int?</c>, <c>string?</c>.</summary>
    public required bool IsNullable { get; init; }

    /// <summary>Whether the absence is that of <see cref="Nullable{T}"/>.</summary>
    public required bool IsNullableValue { get; init; }

    public required ArgumentConversion Conversion { get; init; }

    public required bool Disclosed { get; init; }

    /// <summary>Whether it is the detail itself, and not among <c>args</c>.</summary>
    public required bool DetailOnly { get; init; }

    /// <summary>Whether the catalogue's method extends the type of this parameter.</summary>
    public required bool IsThis { get; init; }
}

/// <summary>How a value becomes an argument.</summary>
/// <param name="ArgumentType">The member of <c>ErrorArgumentType</c>.</param>
/// <param name="Casts">What stands before the value to convert it first: <c>(long)</c>, or nothing.</param>
/// <param name="IsEnum">Whether the value goes by its name.</param>
internal sealed record ArgumentConversion(string ArgumentType, string Casts, bool IsEnum = false);
