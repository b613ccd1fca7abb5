using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Encryption.Json;

/// <summary>Options whose marked properties are sealed, and what they are sealed with just now. A converter is given nothing but the value; so each copy of the options serves one call at a time, and nothing is ambient.</summary>
internal sealed class JsonSession
{
    private readonly string _document;
    private readonly Dictionary<string, ColumnAddress> _columns = new(StringComparer.Ordinal);
    private FieldCipher? _cipher;
    private string _tenant = "";
    private byte[] _rowKey = [];

    public JsonSession(JsonSerializerOptions options, string document)
    {
        _document = document;
        Options = new JsonSerializerOptions(options) { TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(Mark) };
    }

    public JsonSerializerOptions Options { get; }

    public void Begin(FieldCipher cipher, string tenant, ReadOnlySpan<byte> rowKey)
    {
        _ = new ColumnAddress(tenant, _document, "-").Row(rowKey);
        if (tenant != _tenant)
            _columns.Clear();
        (_cipher, _tenant, _rowKey) = (cipher, tenant, rowKey.ToArray());
    }

    public void End() => _cipher = null;

    public byte[] Seal(string column, string text) => _cipher!.SealText(ColumnOf(column).Row(_rowKey), text);

    public string Open(string column, byte[] value) => _cipher!.OpenText(ColumnOf(column).Row(_rowKey), value);

    private ColumnAddress ColumnOf(string column)
    {
        if (!_columns.TryGetValue(column, out var address))
            _columns[column] = address = new ColumnAddress(_tenant, _document, column);
        return address;
    }

    private void Mark(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(JsonEncryptedAttribute), inherit: true) != true)
                continue;
            if (property.PropertyType != typeof(string))
                throw new InvalidOperationException($"{type.Type.Name}.{property.Name} is marked as encrypted and is a {property.PropertyType.Name}. Only text is sealed: keep it as a string.");
            property.CustomConverter = new SealedTextConverter(this, $"{type.Type.Name}.{property.Name}");
        }
    }
}
