namespace Platform.Validation.Schema;

/// <summary>How a schema is compiled and what it lets in. Read once, by <see cref="JsonSchema.Compile(ReadOnlySpan{byte}, JsonSchemaOptions?)"/>.</summary>
public sealed class JsonSchemaOptions
{
    /// <summary>The draft of a schema that names none in <c>$schema</c>.</summary>
    /// <value>Default 2020-12.</value>
    public SchemaDraft DefaultDraft { get; set; } = SchemaDraft.Draft202012;

    /// <summary>What the keyword <c>format</c> does.</summary>
    /// <value>Default <see cref="FormatMode.ByDialect"/>: nothing.</value>
    public FormatMode Formats { get; set; }

    /// <summary>
    /// Formats of your own, by the name that <c>format</c> gives them; one that the package knows is yours then. Each gets the text, decoded, as
    /// valid UTF-8, is called on any thread, and must take time in proportion to the text. They assert under every <see cref="Formats"/> but
    /// <see cref="FormatMode.Ignore"/>: nobody writes one that is to say nothing.
    /// </summary>
    public IDictionary<string, Func<ReadOnlySpan<byte>, bool>> CustomFormats { get; } = new Dictionary<string, Func<ReadOnlySpan<byte>, bool>>(StringComparer.Ordinal);

    /// <summary>What happens to a format that nobody knows, where formats assert.</summary>
    /// <value>Default <see cref="UnknownFormats.Ignore"/>, as the drafts say.</value>
    public UnknownFormats UnknownFormats { get; set; }

    /// <summary>Who wrote the schema.</summary>
    /// <value>Default <see cref="SchemaTrust.Trusted"/>.</value>
    public SchemaTrust Trust { get; set; }

    /// <summary>What happens to an object that has a property twice.</summary>
    /// <value>Default <see cref="DuplicateProperties.Refuse"/>.</value>
    public DuplicateProperties DuplicateProperties { get; set; }

    /// <summary>What may not be exceeded.</summary>
    /// <value>Default <see cref="SchemaLimits.Default"/>; <see cref="SchemaLimits.Untrusted"/> where <see cref="Trust"/> is <see cref="SchemaTrust.Untrusted"/>.</value>
    public SchemaLimits Limits
    {
        get => field ?? (Trust == SchemaTrust.Untrusted ? SchemaLimits.Untrusted : SchemaLimits.Default);
        set;
    }

    /// <summary>The URI that the schema came from, against which its references are resolved if it has no <c>$id</c>.</summary>
    /// <value>Default none.</value>
    public Uri? BaseUri { get; set; }

    /// <summary>
    /// The documents that <c>$ref</c> and <c>$schema</c> may lead to, by their URI without a fragment; a relative one is relative
    /// to <see cref="BaseUri"/>. Nothing is ever fetched. The metaschemas of the drafts are always there.
    /// </summary>
    public IDictionary<string, ReadOnlyMemory<byte>> Documents { get; } = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
}
