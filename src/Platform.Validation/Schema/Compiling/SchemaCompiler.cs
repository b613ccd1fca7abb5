using System.Text.Json;
using Platform.Validation.Schema.Loading;
using Platform.Validation.Schema.Patterns;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>
/// Turns schemas into nodes: references followed, drafts made one, each keyword in the plan that executes it. Works off a list
/// and never calls itself, so no schema is too deep for the stack.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly JsonSchemaOptions _options;
    private readonly SchemaRegistry _registry;
    private readonly SchemaPatterns _patterns;
    private readonly List<SchemaNode> _nodes = [];
    private readonly List<string> _locations = [];
    private readonly Dictionary<(int Document, string Pointer, string Scope), int> _known = [];
    private readonly Queue<(int Node, SchemaLocation Location, DynamicScope Scope)> _pending = new();

    /// <summary>Nodes that are nothing but a reference, and where it leads.</summary>
    private readonly Dictionary<int, int> _aliases = [];

    private SchemaCompiler(JsonSchemaOptions options)
    {
        _options = options;
        _registry = new SchemaRegistry(options);
        _patterns = new SchemaPatterns(options);
    }

    public static CompiledSchema Compile(ReadOnlySpan<byte> utf8, JsonSchemaOptions options)
    {
        var compiler = new SchemaCompiler(options);
        var root = compiler.NodeFor(compiler._registry.LoadRoot(utf8), DynamicScope.Empty);
        while (compiler._pending.TryDequeue(out var next))
            compiler.CompileNode(next.Node, next.Location, next.Scope);
        var nodes = compiler._nodes.ToArray();
        root = NodeGraph.Finish(nodes, compiler._locations, compiler._aliases, root);
        var limits = options.Limits;
        return new CompiledSchema
        {
            Nodes = nodes,
            Locations = [.. compiler._locations],
            Root = root,
            Limits = limits,
            ScanLimits = new ScanLimits(
                limits.MaxBytes, limits.MaxDepth, (uint)limits.MaxProperties, (uint)limits.MaxItems, options.DuplicateProperties == DuplicateProperties.CheckEach),
        };
    }

    /// <summary>The number of the node for a schema, which is compiled later if it is new.</summary>
    private int NodeFor(SchemaLocation location, DynamicScope scope)
    {
        if (location.Element.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            throw new JsonSchemaException("A reference leads to something that is no schema.", location.ToString());
        scope = scope.Enter(location.Resource);
        var key = (location.Resource.Document.Number, location.Pointer, scope.Key);
        if (_known.TryGetValue(key, out var known))
            return known;
        if (_nodes.Count >= _options.Limits.MaxSubschemas)
            throw new JsonSchemaException($"The schema consists of more than {_options.Limits.MaxSubschemas} subschemas (SchemaLimits.MaxSubschemas).", location.ToString());
        var node = _nodes.Count;
        _nodes.Add(SchemaNode.Anything);
        _locations.Add(location.ToString());
        _known.Add(key, node);
        _pending.Enqueue((node, location, scope));
        return node;
    }

    private void CompileNode(int number, SchemaLocation location, DynamicScope scope)
    {
        var node = SchemaNode.Anything;
        if (location.Element.ValueKind == JsonValueKind.Object)
        {
            var reader = new KeywordReader(location);
            var dialect = location.Resource.Dialect;
            List<Applicator> applicators = [];
            AddReferences(applicators, reader, scope, dialect);
            if (!(dialect.RefHidesSiblings && applicators.Count > 0))
            {
                if (dialect.Applicator)
                    AddApplicators(applicators, reader, scope, dialect);
                if (dialect.Validation)
                {
                    AddType(ref node, reader);
                    node.Number = NumberKeywords.Read(reader, dialect.Draft);
                    node.Values = ValueKeywords.Read(reader, dialect.Draft);
                }
                node.String = StringKeywords.Read(reader, dialect, _options, _patterns);
                node.Object = PlanObject(reader, scope, dialect);
                node.Array = PlanArray(reader, scope, dialect);
                if (dialect.Unevaluated && dialect.Draft >= SchemaDraft.Draft201909)
                {
                    node.UnevaluatedProperties = Optional(reader.Schema("unevaluatedProperties"), scope);
                    node.UnevaluatedItems = Optional(reader.Schema("unevaluatedItems"), scope);
                }
            }
            if (applicators.Count > 0)
                node.Applicators = [.. applicators];
            NoteAlias(number, node);
        }
        else if (location.Element.ValueKind == JsonValueKind.False)
        {
            node.Kinds = 0;
            node.IsFalse = true;
        }
        _nodes[number] = node;
    }

    private void NoteAlias(int number, in SchemaNode node)
    {
        if (node is
            {
                Applicators: [{ Kind: ApplicatorKind.All, Nodes: [var target] }], String: null, Number: null, Object: null, Array: null, Values: null,
                Kinds: SchemaNode.AllKinds, UnevaluatedItems: SchemaNode.None, UnevaluatedProperties: SchemaNode.None
            })
            _aliases[number] = target;
    }

    private void AddReferences(List<Applicator> applicators, KeywordReader reader, DynamicScope scope, Dialect dialect)
    {
        var location = reader.Location;
        if (reader.Text("$ref") is { } reference)
            applicators.Add(new Applicator(ApplicatorKind.All, "$ref", [NodeFor(_registry.Resolve(location, reference, "$ref"), scope)]));
        if (dialect.Draft == SchemaDraft.Draft202012 && reader.Text("$dynamicRef") is { } dynamicReference)
        {
            var target = _registry.Resolve(location, dynamicReference, "$dynamicRef");
            var anchor = SchemaUri.Split(dynamicReference).Fragment;
            if (target.Resource.DynamicAnchors.TryGetValue(anchor, out var own) && own.Pointer == target.Pointer)
                target = scope.Find(anchor) ?? target;
            applicators.Add(new Applicator(ApplicatorKind.All, "$dynamicRef", [NodeFor(target, scope)]));
        }
        if (dialect.Draft == SchemaDraft.Draft201909 && reader.Text("$recursiveRef") is { } recursive)
        {
            if (recursive != "#")
                throw reader.Wrong("$recursiveRef", "has to be \"#\"");
            var target = _registry.Resolve(location, "#", "$recursiveRef");
            if (target.Resource.DynamicAnchors.ContainsKey(""))
                target = scope.Find("") ?? target;
            applicators.Add(new Applicator(ApplicatorKind.All, "$recursiveRef", [NodeFor(target, scope)]));
        }
    }

    private void AddApplicators(List<Applicator> applicators, KeywordReader reader, DynamicScope scope, Dialect dialect)
    {
        if (reader.SchemaList("allOf") is { } all)
            applicators.Add(new Applicator(ApplicatorKind.All, "allOf", Nodes(all, scope)));
        if (reader.SchemaList("anyOf") is { } any)
            applicators.Add(new Applicator(ApplicatorKind.Any, "anyOf", Nodes(any, scope)));
        if (reader.SchemaList("oneOf") is { } one)
            applicators.Add(new Applicator(ApplicatorKind.One, "oneOf", Nodes(one, scope)));
        if (reader.Schema("not") is { } not)
            applicators.Add(new Applicator(ApplicatorKind.Not, "not", [NodeFor(not, scope)]));
        if (dialect.Draft >= SchemaDraft.Draft7 && reader.Schema("if") is { } condition)
        {
            applicators.Add(new Applicator(
                ApplicatorKind.If, "if", [NodeFor(condition, scope), Optional(reader.Schema("then"), scope), Optional(reader.Schema("else"), scope)]));
        }
    }

    private static void AddType(ref SchemaNode node, KeywordReader reader)
    {
        if (!reader.TryGet("type", out var type))
            return;
        node.Kinds = 0;
        if (type.ValueKind == JsonValueKind.String)
        {
            AddType(ref node, type.GetString()!, reader);
        }
        else if (type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0 && type.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String))
        {
            foreach (var each in type.EnumerateArray())
                AddType(ref node, each.GetString()!, reader);
        }
        else
        {
            throw reader.Wrong("type", "has to be the name of a type or a list of names");
        }
        if ((node.Kinds & (1u << (int)TapeKind.Number)) != 0)
            node.IntegralNumbers = false;
    }

    private static void AddType(ref SchemaNode node, string type, KeywordReader reader)
    {
        switch (type)
        {
            case "null":
                node.Kinds |= 1u << (int)TapeKind.Null;
                break;
            case "boolean":
                node.Kinds |= (1u << (int)TapeKind.True) | (1u << (int)TapeKind.False);
                break;
            case "integer":
                node.Kinds |= 1u << (int)TapeKind.Integer;
                node.IntegralNumbers = true;
                break;
            case "number":
                node.Kinds |= (1u << (int)TapeKind.Integer) | (1u << (int)TapeKind.Number);
                break;
            case "string":
                node.Kinds |= 1u << (int)TapeKind.String;
                break;
            case "object":
                node.Kinds |= 1u << (int)TapeKind.Object;
                break;
            case "array":
                node.Kinds |= 1u << (int)TapeKind.Array;
                break;
            default:
                throw reader.Wrong("type", $"names the type \"{type}\", which is none of null, boolean, integer, number, string, object and array");
        }
    }

    private ObjectPlan? PlanObject(KeywordReader reader, DynamicScope scope, Dialect dialect) =>
        ObjectPlanner.IsAsked(reader) ? new ObjectPlanner(reader, dialect, _patterns, schema => NodeFor(schema, scope)).Plan() : null;

    private ArrayPlan? PlanArray(KeywordReader reader, DynamicScope scope, Dialect dialect)
    {
        SchemaLocation[] prefix = [];
        SchemaLocation? items = null;
        SchemaLocation? contains = null;
        var (prefixKeyword, itemsKeyword) = ("prefixItems", "items");
        if (dialect.Applicator)
        {
            if (dialect.Draft == SchemaDraft.Draft202012)
            {
                prefix = reader.SchemaList("prefixItems") ?? [];
                items = reader.Schema("items");
            }
            else if (reader.TryGet("items", out var value) && value.ValueKind == JsonValueKind.Array)
            {
                prefix = value.GetArrayLength() == 0 ? [] : reader.SchemaList("items")!;
                items = reader.Schema("additionalItems");
                (prefixKeyword, itemsKeyword) = ("items", "additionalItems");
            }
            else
            {
                items = reader.Schema("items");
            }
            contains = dialect.Draft >= SchemaDraft.Draft6 ? reader.Schema("contains") : null;
        }
        var (minItems, maxItems, minContains, maxContains, unique) = (0L, long.MaxValue, 1L, long.MaxValue, false);
        if (dialect.Validation)
        {
            minItems = reader.Count("minItems") ?? 0;
            maxItems = reader.Count("maxItems") ?? long.MaxValue;
            unique = reader.Flag("uniqueItems");
            if (dialect.Draft >= SchemaDraft.Draft201909)
            {
                minContains = reader.Count("minContains") ?? 1;
                maxContains = reader.Count("maxContains") ?? long.MaxValue;
            }
        }
        if (prefix.Length == 0 && items is null && contains is null && minItems == 0 && maxItems == long.MaxValue && !unique)
            return null;
        return new ArrayPlan
        {
            Prefix = Nodes(prefix, scope),
            PrefixKeyword = prefixKeyword,
            Items = Optional(items, scope),
            ItemsKeyword = itemsKeyword,
            Contains = Optional(contains, scope),
            MinContains = minContains,
            MaxContains = maxContains,
            ContainsEvaluates = dialect.Draft == SchemaDraft.Draft202012,
            MinItems = minItems,
            MaxItems = maxItems,
            Unique = unique,
        };
    }

    private int[] Nodes(SchemaLocation[] schemas, DynamicScope scope) => [.. schemas.Select(schema => NodeFor(schema, scope))];

    private int Optional(SchemaLocation? schema, DynamicScope scope) => schema is { } present ? NodeFor(present, scope) : SchemaNode.None;
}
