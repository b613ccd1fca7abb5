using System.Text.Json;
using Platform.Validation.Schema.Loading;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Compiling;

/// <summary>The keywords for objects (Applicator, section 10.3.2; Validation, section 6.5), gathered into one plan.</summary>
internal sealed class ObjectPlanner(KeywordReader reader, Dialect dialect, SchemaPatterns compiler, Func<SchemaLocation, int> nodeFor)
{
    /// <summary>Names times patterns of one object, which are all matched when the schema is compiled.</summary>
    private const int MostMatches = 1_000_000;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<int> _tracked = [];
    private readonly Dictionary<int, int> _trackedBySlot = [];

    /// <summary>
    /// Whether a schema has one of these keywords: most say something of a text or a number, and a planner with nothing to plan weighs
    /// more than they do.
    /// </summary>
    public static bool IsAsked(KeywordReader reader)
    {
        foreach (var member in reader.Location.Element.EnumerateObject())
        {
            if (member.NameEquals("properties"u8) || member.NameEquals("patternProperties"u8) || member.NameEquals("additionalProperties"u8)
                || member.NameEquals("propertyNames"u8) || member.NameEquals("required"u8)
                || member.NameEquals("minProperties"u8) || member.NameEquals("maxProperties"u8)
                || member.NameEquals("dependentSchemas"u8) || member.NameEquals("dependentRequired"u8) || member.NameEquals("dependencies"u8))
                return true;
        }
        return false;
    }

    public ObjectPlan? Plan()
    {
        var properties = new Dictionary<int, int>();
        List<PatternProperty> patterns = [];
        int additional = SchemaNode.None, propertyNames = SchemaNode.None;
        if (dialect.Applicator)
        {
            foreach (var (name, schema) in reader.SchemaMap("properties"))
                properties[SlotOf(name)] = nodeFor(schema);
            foreach (var (pattern, schema) in reader.SchemaMap("patternProperties"))
                patterns.Add(new PatternProperty(compiler.Compile(pattern, $"{reader.Location}/patternProperties/{SchemaLocation.Escape(pattern)}"), nodeFor(schema)));
            additional = reader.Schema("additionalProperties") is { } rest ? nodeFor(rest) : SchemaNode.None;
            propertyNames = dialect.Draft >= SchemaDraft.Draft6 && reader.Schema("propertyNames") is { } names ? nodeFor(names) : SchemaNode.None;
        }
        var (least, most) = (0L, long.MaxValue);
        var required = 0;
        if (dialect.Validation)
        {
            least = reader.Count("minProperties") ?? 0;
            most = reader.Count("maxProperties") ?? long.MaxValue;
            foreach (var name in reader.Names("required"))
                Track(name);
            required = _tracked.Count;
        }
        var dependencies = ReadDependencies();
        if (_names.Count == 0 && patterns.Count == 0 && additional < 0 && propertyNames < 0 && least == 0 && most == long.MaxValue)
            return null;

        if ((long)_names.Count * patterns.Count > MostMatches)
            throw new JsonSchemaException($"{_names.Count} names and {patterns.Count} patterns are more than one object may have: each name is matched with each pattern. Split the schema.", reader.Location.ToString());
        var slots = new PropertySlot[_names.Count];
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var matching = patterns.Count == 0 ? [] : Matching(patterns, _names[slot]);
            var node = properties.GetValueOrDefault(slot, SchemaNode.None);
            slots[slot] = new PropertySlot(node, _trackedBySlot.GetValueOrDefault(slot, -1), matching, node >= 0 || matching.Length > 0);
        }
        return new ObjectPlan
        {
            Map = new PropertyMap(_names),
            Slots = slots,
            Patterns = [.. patterns],
            Additional = additional,
            PropertyNames = propertyNames,
            MinProperties = least,
            MaxProperties = most,
            Tracked = _tracked.Count,
            Required = required,
            TrackedSlots = [.. _tracked],
            Dependencies = dependencies,
            WalksMembers = _names.Count > 0 || patterns.Count > 0 || additional >= 0 || propertyNames >= 0,
        };
    }

    private int[] Matching(List<PatternProperty> patterns, string name) =>
        [.. patterns.Where(pattern => compiler.IsMatch(pattern.Matcher, name, reader.Location)).Select(static pattern => pattern.Node)];

    private Dependency[] ReadDependencies()
    {
        List<Dependency> dependencies = [];
        if (dialect.Draft >= SchemaDraft.Draft201909)
        {
            if (dialect.Applicator)
            {
                foreach (var (name, schema) in reader.SchemaMap("dependentSchemas"))
                    dependencies.Add(new Dependency("dependentSchemas", Track(name), [], nodeFor(schema)));
            }
            if (dialect.Validation && reader.TryGet("dependentRequired", out var lists))
                AddLists(dependencies, "dependentRequired", lists);
        }
        // Older than the other two, and kept for schemas that moved on to a newer draft without being rewritten.
        if (dialect.Applicator && reader.TryGet("dependencies", out var mixed))
            AddLists(dependencies, "dependencies", mixed);
        return [.. dependencies];
    }

    private void AddLists(List<Dependency> dependencies, string keyword, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw reader.Wrong(keyword, "has to be an object");
        foreach (var member in value.EnumerateObject())
        {
            var place = $"{keyword}/{SchemaLocation.Escape(member.Name)}";
            if (member.Value.ValueKind == JsonValueKind.Array || keyword == "dependentRequired")
                dependencies.Add(new Dependency(keyword, Track(member.Name), [.. reader.Names(place, member.Value).Select(Track)], SchemaNode.None));
            else
                dependencies.Add(new Dependency(keyword, Track(member.Name), [], nodeFor(reader.Schema(place, member.Value))));
        }
    }

    private int SlotOf(string name)
    {
        if (_slots.TryGetValue(name, out var slot))
            return slot;
        _names.Add(name);
        return _slots[name] = _names.Count - 1;
    }

    private int Track(string name)
    {
        var slot = SlotOf(name);
        if (_trackedBySlot.TryAdd(slot, _tracked.Count))
            _tracked.Add(slot);
        return _trackedBySlot[slot];
    }
}
