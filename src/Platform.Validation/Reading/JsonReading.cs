using System.Buffers;
using System.CodeDom.Compiler;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
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

    /// <summary>
    /// Reads a single value by the serializer's own converter of its type: members of enumerations, by number or by name as the options say, days, spans of time,
    /// addresses, bytes.
    /// </summary>
    /// <typeparam name="TValue">The type; <see cref="Fits{T}"/> has seen that its converter is the serializer's.</typeparam>
    /// <param name="reader">Stands at it.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it is one; otherwise nothing has been decided.</returns>
    public bool TryRead<TValue>(ref Utf8JsonReader reader, out TValue value)
    {
        value = default!;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.HasValueSequence
            || _options.GetTypeInfo(typeof(TValue)).Converter is not JsonConverter<TValue> converter)
            return false;
        value = converter.Read(ref reader, typeof(TValue), _options)!;
        return value is not null;
    }

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
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or FormatException or OverflowException or NotSupportedException)
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
        // One that must be there, or that the constructor takes, and is not known here would be missed by nobody.
        return contract.Properties.All(property => (!property.IsRequired && PositionOf(property) < 0) || shape.Members.Any(member => member.Name == property.Name));
    }

    private bool Fits(JsonPropertyInfo property, in JsonShapeMember member)
    {
        var converted = member.Converted;
        return property.PropertyType == member.Type && property is { CustomConverter: null, NumberHandling: null, IsExtensionData: false, ObjectCreationHandling: null or JsonObjectCreationHandling.Replace }
            && (property.Set is not null || property.AssociatedParameter is not null)
            // A policy of names, or a contract made by hand, may have given the name to another member.
            && (property.AttributeProvider is not MemberInfo declared || declared.Name == member.Member)
            && PositionOf(property) == member.Position
            && property.IsRequired == (member.IsRequired || (member.IsParameter && NeedsParameters))
            // The serializer goes by attributes, too, and for a parameter by how that is declared.
            && (!_options.RespectNullableAnnotations || !member.AllowsNull || (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable))
            && TypesIn(member.Type).All(type => type == converted || !_options.Converters.Any(converter => converter.CanConvert(type)))
            && (converted is null || IsOfSerializer(converted));
    }

    private static int PositionOf(JsonPropertyInfo property) => property.AssociatedParameter is { IsMemberInitializer: false } parameter ? parameter.Position : -1;

    /// <summary>Whether the serializer reads values of a type by a converter of its own: what others do with a reader is theirs.</summary>
    private bool IsOfSerializer(Type type) => _options.TryGetTypeInfo(type, out var contract) && contract is { Kind: JsonTypeInfoKind.None, NumberHandling: null }
        && contract.Converter.Type == type && contract.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;

    /// <summary>A type with the items that lie in it.</summary>
    private static IEnumerable<Type> TypesIn(Type type) =>
        (type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments()).SelectMany(TypesIn).Prepend(type);

    /// <summary>Whether a resolver makes contracts as the types declare them: what somebody has changed in one is not seen in it.</summary>
    private static bool IsPlain(IJsonTypeInfoResolver resolver) => resolver is JsonSerializerContext
        // One that is written by hand may do as it likes; the mark is on the very class that the generator wrote, and not inherited.
        ? resolver.GetType().GetCustomAttribute<GeneratedCodeAttribute>(inherit: false) is { Tool: "System.Text.Json.SourceGeneration" }
        : resolver is DefaultJsonTypeInfoResolver { Modifiers.Count: 0 } && resolver.GetType() == typeof(DefaultJsonTypeInfoResolver);
}
