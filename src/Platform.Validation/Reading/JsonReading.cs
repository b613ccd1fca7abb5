using System.Buffers;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Validation.Reading;

/// <summary>
/// Binds bytes in the pass in which they are judged, by code that is generated for the type. It only ever says yes: bytes in which anything is wrong or
/// unusual are for those who look twice, the scan of the bytes and the serializer, so that every answer is theirs.
/// </summary>
/// <remarks>
/// What is told by reading once, of bytes that are taken: the grammar, UTF-8 and escapes of every text, depth, that no name stands twice, and that every value is
/// of its type. Immutable but for what it remembers of types, and safe on many threads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonReading
{
    private readonly JsonSerializerOptions _options;
    private readonly JsonReaderOptions _reader;
    private readonly bool _isPlain;
    private readonly ConcurrentDictionary<Type, bool> _fitting = new();

    /// <param name="options">What the serializer goes by. They are made read-only.</param>
    /// <param name="maxDepth">How deep a body may be.</param>
    internal JsonReading(JsonSerializerOptions options, int maxDepth)
    {
        options.MakeReadOnly();
        _options = options;
        NeedsParameters = options.RespectRequiredConstructorParameters;
        // Zero is the serializer's word for its default.
        _reader = new JsonReaderOptions { MaxDepth = Math.Min(maxDepth, options.MaxDepth == 0 ? 64 : options.MaxDepth) };
        _isPlain = options.ReferenceHandler is null && options.PreferredObjectCreationHandling == JsonObjectCreationHandling.Replace
            && options.TypeInfoResolverChain.All(IsPlain);
    }

    /// <summary>Whether parameters of constructors must be there.</summary>
    public bool NeedsParameters { get; }

    /// <summary>Reads a whole text.</summary>
    /// <returns>Whether it was read; otherwise nothing is known of it.</returns>
    internal bool TryRead<T>(Validator<T> validator, in ReadOnlySequence<byte> utf8Json, out T? value)
    {
        value = default;
        if (!Fits(validator))
            return false;
        try
        {
            var reader = utf8Json.IsSingleSegment ? new Utf8JsonReader(utf8Json.FirstSpan, _reader) : new Utf8JsonReader(utf8Json, _reader);
            return reader.Read() && validator.TryRead(ref reader, this, out value) && !reader.Read();
        }
        // No JSON; no UTF-8, or half a character; a constructor that guards itself.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>Whether the serializer takes a type for what the generated code takes it for.</summary>
    internal bool Fits<T>(Validator<T> validator) => _isPlain && (_fitting.TryGetValue(typeof(T), out var fits) ? fits
        : _fitting.GetOrAdd(typeof(T), static (_, state) => state.Reading.Fits(state.Shape, []), (Reading: this, validator.Shape)));

    private bool Fits(JsonShape? shape, HashSet<Type> seen)
    {
        if (shape is null)
            return false;
        if (!seen.Add(shape.Type))
            return true;
        if (!_options.TryGetTypeInfo(shape.Type, out var contract) || contract is not
            { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, OnDeserializing: null, OnDeserialized: null, NumberHandling: null, PreferredPropertyObjectCreationHandling: null or JsonObjectCreationHandling.Replace })
            return false;
        foreach (var member in shape.Members)
        {
            if (contract.Properties.FirstOrDefault(property => property.Name == member.Name) is not { } property || !Fits(property, in member)
                || (member.Nested is { } nested && !Fits(nested(), seen)))
                return false;
        }
        // One that must be there and is not known here would be missed by nobody.
        return contract.Properties.All(property => !property.IsRequired || shape.Members.Any(member => member.Name == property.Name));
    }

    private bool Fits(JsonPropertyInfo property, in JsonShapeMember member)
    {
        return property.PropertyType == member.Type && property is { CustomConverter: null, NumberHandling: null, IsExtensionData: false, ObjectCreationHandling: null or JsonObjectCreationHandling.Replace }
            && (property.Set is not null || property.AssociatedParameter is not null)
            && property.IsRequired == (member.IsRequired || (member.IsParameter && NeedsParameters))
            && TypesIn(member.Type).All(type => !_options.Converters.Any(converter => converter.CanConvert(type)));
    }

    /// <summary>A type with the items that lie in it.</summary>
    private static IEnumerable<Type> TypesIn(Type type) =>
        (type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments()).SelectMany(TypesIn).Prepend(type);

    /// <summary>Whether a resolver makes contracts as the types declare them: what somebody has changed in one is not seen in it.</summary>
    private static bool IsPlain(IJsonTypeInfoResolver resolver) =>
        resolver is JsonSerializerContext || (resolver is DefaultJsonTypeInfoResolver { Modifiers.Count: 0 } && resolver.GetType() == typeof(DefaultJsonTypeInfoResolver));
}
