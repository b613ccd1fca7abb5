using System.ComponentModel;
using System.Text;

namespace Platform.Validation.Rules;

/// <summary>Gathers the schemas of a type and of those that are nested in it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RuleSchemas
{
    private readonly List<(string Name, string Schema)> _schemas = [];

    internal RuleSchemas()
    {
    }

    /// <summary>Takes the schema of a type.</summary>
    /// <param name="name">The name of the type.</param>
    /// <param name="schema">The schema, as JSON.</param>
    /// <returns>Whether it was not there yet.</returns>
    public bool Add(string name, string schema)
    {
        if (_schemas.Exists(each => each.Name == name))
            return false;
        _schemas.Add((name, schema));
        return true;
    }

    /// <summary>The whole: the first type refers to its definition.</summary>
    /// <returns>JSON.</returns>
    public override string ToString()
    {
        var text = new StringBuilder("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"");
        if (_schemas.Count > 0)
            text.Append(",\"$ref\":\"#/$defs/").Append(_schemas[0].Name).Append('"');
        text.Append(",\"$defs\":{");
        foreach (var (name, schema) in _schemas)
            text.Append(text[^1] == '{' ? "" : ",").Append('"').Append(name).Append("\":").Append(schema);
        return text.Append("}}").ToString();
    }
}
