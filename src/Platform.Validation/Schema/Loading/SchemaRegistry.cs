using System.Globalization;
using System.Text.Json;

namespace Platform.Validation.Schema.Loading;

/// <summary>Finds schemas by reference: in the schema itself, in the documents the caller supplied, among the metaschemas. Never fetches.</summary>
internal sealed class SchemaRegistry
{
    private readonly JsonSchemaOptions _options;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _supplied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dialect?> _dialects = new(StringComparer.Ordinal);
    private int _documents;

    public SchemaRegistry(JsonSchemaOptions options)
    {
        _options = options;
        BaseUri = options.BaseUri is null ? SchemaUri.Unknown : SchemaUri.Split(options.BaseUri.AbsoluteUri).Uri;
        foreach (var (uri, document) in options.Documents)
        {
            try
            {
                _supplied[SchemaUri.Resolve(BaseUri, SchemaUri.Split(uri).Uri)] = document;
            }
            catch (UriFormatException exception)
            {
                throw new JsonSchemaException("The key of a supplied document is no URI: give the URI that $ref uses for it.", uri, exception);
            }
        }
    }

    public string BaseUri { get; }

    /// <summary>Loads the schema that is compiled.</summary>
    public SchemaLocation LoadRoot(ReadOnlySpan<byte> utf8)
    {
        var root = Parse(utf8.ToArray(), "#");
        return Load(root, BaseUri, new Dialect(_options.DefaultDraft), hasOwnUri: _options.BaseUri is not null);
    }

    /// <summary>Follows a reference.</summary>
    /// <param name="from">Where it stands.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="keyword">The keyword that holds it, for the message.</param>
    public SchemaLocation Resolve(SchemaLocation from, string reference, string keyword)
    {
        var (relative, fragment) = SchemaUri.Split(reference);
        var resource = from.Resource;
        if (relative.Length > 0)
        {
            var uri = Absolute(resource.Uri, relative, from, keyword);
            resource = Find(uri, resource.Dialect) ?? throw new JsonSchemaException(
                $"\"{reference}\" leads to {uri}, which is not there. Nothing is fetched: supply the document in JsonSchemaOptions.Documents.",
                from.At(keyword));
        }
        var name = Uri.UnescapeDataString(fragment);
        if (name.Length == 0 || name[0] == '/')
            return Follow(resource, name, reference, from, keyword);
        return resource.Anchors.TryGetValue(name, out var anchored) ? anchored : throw new JsonSchemaException(
            $"\"{reference}\" leads to the anchor \"{name}\", which {resource.Uri} does not have. "
            + $"Add the anchor, or use a JSON Pointer such as #/$defs/{name}.",
            from.At(keyword));
    }

    private SchemaLocation Load(JsonElement root, string uri, Dialect dialect, bool hasOwnUri)
    {
        var document = new SchemaDocument(_documents++, root);
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$schema", out var named) && named.ValueKind == JsonValueKind.String)
            dialect = DialectOf(named.GetString()!, $"{uri}#/$schema");
        var retrieved = new SchemaResource(document, uri, "", dialect, hasOwnUri);
        document.Resources[""] = retrieved;
        _resources[uri] = retrieved;
        Scan(new SchemaLocation(retrieved, "", root));
        // An $id gives the root another URI; the one it was found by leads to the same place.
        _resources[uri] = document.Resources[""];
        return new SchemaLocation(document.Resources[""], "", root);
    }

    private SchemaResource? Find(string uri, Dialect dialect)
    {
        if (_resources.TryGetValue(uri, out var known))
            return known;
        if (_supplied.TryGetValue(uri, out var supplied))
            return Load(Parse(supplied, uri), uri, dialect with { Applicator = true, Validation = true, Unevaluated = true }, hasOwnUri: true).Resource;
        return Metaschemas.Find(uri) is { } metaschema ? Load(Parse(metaschema, uri), uri, dialect, hasOwnUri: true).Resource : null;
    }

    private static SchemaLocation Follow(SchemaResource resource, string pointer, string reference, in SchemaLocation from, string keyword)
    {
        var document = resource.Document;
        var location = new SchemaLocation(resource, resource.Pointer, ElementAt(document, resource.Pointer));
        if (pointer.Length == 0)
            return location;
        foreach (var part in pointer[1..].Split('/'))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            location = document.Step(location.Pointer, location.Element, name) is { } next ? location.Child(SchemaLocation.Escape(name), next)
                : throw new JsonSchemaException($"\"{reference}\" leads to nothing: there is no \"{name}\" at {location}.", from.At(keyword));
        }
        return location;
    }

    private static JsonElement ElementAt(SchemaDocument document, string pointer)
    {
        var (element, at) = (document.Root, 0);
        while (at < pointer.Length)
        {
            var end = pointer.IndexOf('/', at + 1) is >= 0 and var slash ? slash : pointer.Length;
            var name = pointer[(at + 1)..end].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            element = document.Step(pointer[..at], element, name)!.Value;
            at = end;
        }
        return element;
    }

    /// <summary>Finds the resources and anchors at and below a schema.</summary>
    private void Scan(SchemaLocation location)
    {
        if (location.Element.ValueKind != JsonValueKind.Object)
            return;
        location = Identify(location);
        foreach (var member in location.Element.EnumerateObject())
        {
            var place = SchemaLocation.Escape(member.Name);
            switch (SubschemaKeywords.ShapeOf(member.Name, location.Resource.Dialect.Draft))
            {
                case SubschemaShape.One:
                    Scan(location.Child(place, member.Value));
                    break;
                case SubschemaShape.OneOrList when member.Value.ValueKind != JsonValueKind.Array:
                    Scan(location.Child(place, member.Value));
                    break;
                case SubschemaShape.List or SubschemaShape.OneOrList when member.Value.ValueKind == JsonValueKind.Array:
                    var index = 0;
                    foreach (var item in member.Value.EnumerateArray())
                        Scan(location.Child(string.Create(CultureInfo.InvariantCulture, $"{place}/{index++}"), item));
                    break;
                case SubschemaShape.Map when member.Value.ValueKind == JsonValueKind.Object:
                    foreach (var item in member.Value.EnumerateObject())
                        Scan(location.Child($"{place}/{SchemaLocation.Escape(item.Name)}", item.Value));
                    break;
            }
        }
    }

    /// <summary>Reads what names a schema. Gives the location, in a resource of its own if it has one.</summary>
    private SchemaLocation Identify(SchemaLocation location)
    {
        var element = location.Element;
        var resource = location.Resource;
        var dialect = resource.Dialect;
        if (location.Pointer.Length > 0 && Text(element, "$schema") is { } named && (element.TryGetProperty("$id", out _) || element.TryGetProperty("id", out _)))
            dialect = DialectOf(named, $"{location}/$schema");

        // Draft 7 and before: a $ref hides what stands beside it, also an $id.
        var hidden = dialect.RefHidesSiblings && element.TryGetProperty("$ref", out _);
        if (!hidden && Text(element, dialect.IdKeyword) is { } id)
        {
            var (relative, fragment) = SchemaUri.Split(id);
            if (relative.Length > 0)
            {
                resource = new SchemaResource(resource.Document, Absolute(resource.Uri, relative, location, dialect.IdKeyword), location.Pointer, dialect, hasOwnUri: true);
                if (_resources.TryGetValue(resource.Uri, out var other) && (other.Document != resource.Document || other.Pointer != resource.Pointer))
                    throw new JsonSchemaException($"The URI {resource.Uri} is given to two schemas. Give each its own {dialect.IdKeyword}.", $"{location}/{dialect.IdKeyword}");
                resource.Document.Resources[location.Pointer] = resource;
                _resources[resource.Uri] = resource;
                location = location with { Resource = resource };
            }
            if (fragment.Length > 0 && dialect.RefHidesSiblings)
                AddAnchor(resource.Anchors, fragment, location);
        }
        if (dialect.Draft >= SchemaDraft.Draft201909 && Text(element, "$anchor") is { } anchor)
            AddAnchor(resource.Anchors, anchor, location);
        if (dialect.Draft == SchemaDraft.Draft202012 && Text(element, "$dynamicAnchor") is { } dynamicAnchor)
        {
            AddAnchor(resource.Anchors, dynamicAnchor, location);
            resource.DynamicAnchors[dynamicAnchor] = location;
        }
        if (dialect.Draft == SchemaDraft.Draft201909 && location.Pointer == resource.Pointer
            && element.TryGetProperty("$recursiveAnchor", out var recursive) && recursive.ValueKind == JsonValueKind.True)
            resource.DynamicAnchors[""] = location;
        return location;
    }

    private static void AddAnchor(Dictionary<string, SchemaLocation> anchors, string name, SchemaLocation location)
    {
        if (!anchors.TryAdd(name, location) && anchors[name].Pointer != location.Pointer)
            throw new JsonSchemaException($"The anchor \"{name}\" is given to two schemas: also to {anchors[name]}. Name one of them differently.", location.ToString());
    }

    private Dialect DialectOf(string metaschema, string at)
    {
        if (Dialect.DraftOf(metaschema) is { } draft)
            return new Dialect(draft);
        string uri;
        try
        {
            uri = SchemaUri.Resolve(BaseUri, SchemaUri.Split(metaschema).Uri);
        }
        catch (UriFormatException exception)
        {
            throw new JsonSchemaException($"$schema is \"{metaschema}\", which is no URI.", at, exception);
        }
        if (_dialects.TryGetValue(uri, out var known))
            return known ?? throw new JsonSchemaException($"The metaschemas around {uri} describe each other in a circle. One of them has to name a published draft in $schema.", at);
        _dialects[uri] = null;
        var text = _supplied.TryGetValue(uri, out var supplied) ? supplied : Metaschemas.Find(uri)
            ?? throw new JsonSchemaException($"$schema is \"{metaschema}\", which is neither a known draft nor supplied. Supply the metaschema in JsonSchemaOptions.Documents.", at);
        var root = Parse(text, uri);
        var basis = Text(root, "$schema") is { } named ? DialectOf(named, $"{uri}#/$schema") : new Dialect(_options.DefaultDraft);
        var dialect = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$vocabulary", out var vocabulary) && vocabulary.ValueKind == JsonValueKind.Object
            ? WithVocabulary(basis, vocabulary, uri)
            : basis with { Applicator = true, Validation = true, Unevaluated = true };
        _dialects[uri] = dialect;
        return dialect;
    }

    private static Dialect WithVocabulary(Dialect basis, JsonElement vocabulary, string uri)
    {
        var (applicator, validation, unevaluated, formatAssertion) = (false, false, false, false);
        var prefix = basis.Draft == SchemaDraft.Draft201909 ? "https://json-schema.org/draft/2019-09/vocab/" : "https://json-schema.org/draft/2020-12/vocab/";
        foreach (var each in vocabulary.EnumerateObject())
        {
            var name = each.Name.StartsWith(prefix, StringComparison.Ordinal) ? each.Name[prefix.Length..] : null;
            switch (name)
            {
                case "applicator":
                    applicator = true;
                    unevaluated |= basis.Draft == SchemaDraft.Draft201909;
                    break;
                case "validation":
                    validation = true;
                    break;
                case "unevaluated":
                    unevaluated = true;
                    break;
                case "format-assertion":
                    formatAssertion = true;
                    break;
                case "format":
                    formatAssertion = each.Value.ValueKind == JsonValueKind.True;
                    break;
                case "core" or "meta-data" or "content" or "format-annotation":
                    break;
                default:
                    if (each.Value.ValueKind == JsonValueKind.True)
                        throw new JsonSchemaException($"The metaschema requires the vocabulary {each.Name}, which is not known. Make it optional (false), or use another metaschema.", $"{uri}#/$vocabulary");
                    break;
            }
        }
        return basis with { Applicator = applicator, Validation = validation, Unevaluated = unevaluated, FormatAssertion = formatAssertion };
    }

    private JsonElement Parse(ReadOnlyMemory<byte> utf8, string at)
    {
        if (utf8.Length > _options.Limits.MaxSchemaBytes)
            throw new JsonSchemaException($"The schema has {utf8.Length} bytes, and the limit is {_options.Limits.MaxSchemaBytes} (SchemaLimits.MaxSchemaBytes).", at);
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = _options.Limits.MaxSchemaDepth, AllowDuplicateProperties = false });
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new JsonSchemaException($"The schema is not JSON that can be read: {exception.Message}", at, exception);
        }
    }

    private static string Absolute(string baseUri, string reference, in SchemaLocation from, string keyword)
    {
        try
        {
            return SchemaUri.Resolve(baseUri, reference);
        }
        catch (UriFormatException exception)
        {
            throw new JsonSchemaException($"\"{reference}\" is no URI reference, or cannot be relative to {baseUri}.", from.At(keyword), exception);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
