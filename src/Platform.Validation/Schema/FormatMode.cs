namespace Platform.Validation.Schema;

/// <summary>What the keyword <c>format</c> does.</summary>
public enum FormatMode
{
    /// <summary>As the schema's dialect says: it asserts nothing, unless the metaschema names the format-assertion vocabulary (2020-12).</summary>
    ByDialect,

    /// <summary>A text that is not of its format fails. Formats that are not known are ignored.</summary>
    Assert,

    /// <summary>It asserts nothing, whatever the metaschema says.</summary>
    Ignore,
}
