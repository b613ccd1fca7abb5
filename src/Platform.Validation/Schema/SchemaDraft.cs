namespace Platform.Validation.Schema;

/// <summary>A published version of JSON Schema.</summary>
public enum SchemaDraft
{
    /// <summary>Draft 4, of 2013.</summary>
    Draft4 = 4,

    /// <summary>Draft 6, of 2017.</summary>
    Draft6 = 6,

    /// <summary>Draft 7, of 2018.</summary>
    Draft7 = 7,

    /// <summary>Draft 2019-09.</summary>
    Draft201909 = 201909,

    /// <summary>Draft 2020-12, which OpenAPI 3.1 uses.</summary>
    Draft202012 = 202012,
}
