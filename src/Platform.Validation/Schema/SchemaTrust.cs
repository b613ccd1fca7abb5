namespace Platform.Validation.Schema;

/// <summary>Who wrote a schema.</summary>
public enum SchemaTrust
{
    /// <summary>
    /// Your own people. A pattern that cannot be run in linear time (look-around, back-references) runs with
    /// <see cref="SchemaLimits.PatternTimeout"/>.
    /// </summary>
    Trusted,

    /// <summary>
    /// Somebody else: such a pattern is refused when the schema is compiled, so that no schema can buy time, and the limits are
    /// <see cref="SchemaLimits.Untrusted"/> unless others are given.
    /// </summary>
    Untrusted,
}
