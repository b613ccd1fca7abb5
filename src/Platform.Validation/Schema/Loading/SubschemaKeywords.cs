namespace Platform.Validation.Schema.Loading;

/// <summary>How a keyword holds subschemas.</summary>
internal enum SubschemaShape
{
    None,
    One,
    List,
    OneOrList,
    Map,
}

/// <summary>Where a schema holds others. An <c>$id</c> anywhere else, such as in an <c>enum</c>, is data.</summary>
internal static class SubschemaKeywords
{
    public static SubschemaShape ShapeOf(string keyword, SchemaDraft draft) => keyword switch
    {
        "properties" or "patternProperties" or "definitions" or "dependencies" => SubschemaShape.Map,
        "$defs" or "dependentSchemas" when draft >= SchemaDraft.Draft201909 => SubschemaShape.Map,
        "additionalProperties" or "not" => SubschemaShape.One,
        "propertyNames" or "contains" when draft >= SchemaDraft.Draft6 => SubschemaShape.One,
        "if" or "then" or "else" when draft >= SchemaDraft.Draft7 => SubschemaShape.One,
        "unevaluatedProperties" or "unevaluatedItems" or "contentSchema" when draft >= SchemaDraft.Draft201909 => SubschemaShape.One,
        "additionalItems" when draft <= SchemaDraft.Draft201909 => SubschemaShape.One,
        "allOf" or "anyOf" or "oneOf" => SubschemaShape.List,
        "prefixItems" when draft == SchemaDraft.Draft202012 => SubschemaShape.List,
        "items" => draft == SchemaDraft.Draft202012 ? SubschemaShape.One : SubschemaShape.OneOrList,
        _ => SubschemaShape.None,
    };
}
