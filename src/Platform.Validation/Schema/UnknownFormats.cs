namespace Platform.Validation.Schema;

/// <summary>What happens to a format that neither the package knows nor <see cref="JsonSchemaOptions.CustomFormats"/> has.</summary>
public enum UnknownFormats
{
    /// <summary>It says nothing of a value.</summary>
    Ignore,

    /// <summary>The schema is not compiled: a name with a slip of the pen would let everything in.</summary>
    Refuse,
}
