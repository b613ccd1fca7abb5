using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>A schema as flat arrays, ready to be executed. Nothing in it changes any more.</summary>
internal sealed class CompiledSchema
{
    public required SchemaNode[] Nodes { get; init; }

    /// <summary>Where each node stands in the schema, for failures.</summary>
    public required string[] Locations { get; init; }

    public required int Root { get; init; }

    public required ScanLimits ScanLimits { get; init; }

    public required SchemaLimits Limits { get; init; }
}
