namespace Platform.Validation.Schema.Loading;

/// <summary>Which keywords mean something in a schema: those of its draft, less the vocabularies that its metaschema leaves out.</summary>
internal sealed record Dialect(SchemaDraft Draft, bool Applicator = true, bool Validation = true, bool Unevaluated = true, bool FormatAssertion = false)
{
    /// <summary>Draft 7 and before: a <c>$ref</c> hides everything beside it.</summary>
    public bool RefHidesSiblings => Draft <= SchemaDraft.Draft7;

    public string IdKeyword => Draft == SchemaDraft.Draft4 ? "id" : "$id";

    /// <summary>The draft whose metaschema has this URI.</summary>
    public static SchemaDraft? DraftOf(string metaschema) => metaschema.TrimEnd('#') switch
    {
        "https://json-schema.org/draft/2020-12/schema" => SchemaDraft.Draft202012,
        "https://json-schema.org/draft/2019-09/schema" => SchemaDraft.Draft201909,
        "http://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
        "http://json-schema.org/draft-06/schema" => SchemaDraft.Draft6,
        "http://json-schema.org/draft-04/schema" => SchemaDraft.Draft4,
        _ => null,
    };
}
