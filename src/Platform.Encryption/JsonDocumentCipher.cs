using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Encryption.Json;

namespace Platform.Encryption;

/// <summary>Writes and reads JSON documents whose marked properties (<see cref="JsonEncryptedAttribute"/>) are sealed, as base64, and bound to tenant, kind of document, property and row.</summary>
/// <remarks>
/// The place of a value is the property of its type, such as "Contact.email", and the document. In a document with two contacts each could be given the other's address by one who can write: where
/// that matters, give such things documents of their own. Thread-safe; made once and kept.
/// </remarks>
public sealed class JsonDocumentCipher
{
    private readonly JsonSerializerOptions _options;
    private readonly string _document;
    private readonly ConcurrentBag<JsonSession> _sessions = [];

    /// <summary>Makes a cipher for one kind of document.</summary>
    /// <param name="options">How documents are written otherwise. They are copied, and need a resolver of types: a source-generated context, or <see cref="DefaultJsonTypeInfoResolver"/>.</param>
    /// <param name="document">The kind of document, which takes the place of a table.</param>
    /// <exception cref="ArgumentException">There is no resolver, or the name is empty, too long or not well-formed text.</exception>
    public JsonDocumentCipher(JsonSerializerOptions options, string document)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TypeInfoResolver is null)
            throw new ArgumentException("The options have no TypeInfoResolver. Give them a source-generated context, or a DefaultJsonTypeInfoResolver.", nameof(options));
        _ = new ColumnAddress("-", document, "-");
        (_options, _document) = (new JsonSerializerOptions(options), document);
    }

    /// <summary>Writes a document and seals what is marked.</summary>
    /// <typeparam name="T">Its type, which the resolver knows.</typeparam>
    /// <param name="value">The document.</param>
    /// <param name="cipher">Seals.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="rowKey">What identifies the document, 1 to <see cref="CellAddress.MaxRowKeyLength"/> bytes.</param>
    /// <returns>The JSON in UTF-8.</returns>
    /// <exception cref="ArgumentException">The tenant or the row key cannot be, or a text is not well-formed.</exception>
    /// <exception cref="InvalidOperationException">A property is marked that is no text.</exception>
    public byte[] Seal<T>(T value, FieldCipher cipher, string tenant, ReadOnlySpan<byte> rowKey)
    {
        var session = Rent(cipher, tenant, rowKey);
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)session.Options.GetTypeInfo(typeof(T)));
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>Reads a document and opens what is marked.</summary>
    /// <typeparam name="T">Its type, which the resolver knows.</typeparam>
    /// <param name="json">The JSON in UTF-8.</param>
    /// <param name="cipher">Opens.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="rowKey">What identifies the document.</param>
    /// <returns>The document.</returns>
    /// <exception cref="SealedValueException">A marked property is not sealed, or does not open.</exception>
    /// <exception cref="JsonException">It is no such document.</exception>
    /// <exception cref="InvalidOperationException">A property is marked that is no text.</exception>
    public T? Open<T>(ReadOnlySpan<byte> json, FieldCipher cipher, string tenant, ReadOnlySpan<byte> rowKey)
    {
        var session = Rent(cipher, tenant, rowKey);
        try
        {
            return JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)session.Options.GetTypeInfo(typeof(T)));
        }
        finally
        {
            Return(session);
        }
    }

    private JsonSession Rent(FieldCipher cipher, string tenant, ReadOnlySpan<byte> rowKey)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        if (!_sessions.TryTake(out var session))
            session = new JsonSession(_options, _document);
        session.Begin(cipher, tenant, rowKey);
        return session;
    }

    private void Return(JsonSession session)
    {
        session.End();
        _sessions.Add(session);
    }
}
