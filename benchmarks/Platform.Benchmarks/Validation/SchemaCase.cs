using System.Text;

namespace Platform.Benchmarks.Validation;

/// <summary>A schema and an instance that it lets in, such as services have them. Draft 7, with the keywords that every peer knows.</summary>
internal sealed record SchemaCase(string Name, string Schema, byte[] Instance)
{
    public SchemaCase(string name, string schema, string instance)
        : this(name, schema, Encoding.UTF8.GetBytes(instance))
    {
    }
}
