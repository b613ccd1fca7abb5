namespace Platform.Validation.Schema.Compiling;

/// <summary>What is done to the nodes once all are there: references without anything beside them are taken out, and circles are found.</summary>
internal static class NodeGraph
{
    /// <summary>Finishes the nodes in place.</summary>
    /// <returns>The root.</returns>
    /// <exception cref="JsonSchemaException">A schema applies itself to the same value, and so would never end.</exception>
    public static int Finish(SchemaNode[] nodes, IReadOnlyList<string> locations, Dictionary<int, int> aliases, int root)
    {
        RefuseCircles(nodes, locations);
        Func<int, int> target = node => Target(node, aliases);
        for (var i = 0; i < nodes.Length; i++)
            Redirect(ref nodes[i], target);
        for (var i = 0; i < nodes.Length; i++)
        {
            ref var node = ref nodes[i];
            node.IsKindsOnly = node is { String: null, Number: null, Object: null, Array: null, Values: null, Applicators: null, UnevaluatedItems: < 0, UnevaluatedProperties: < 0 };
            node.IsMask = node.IsKindsOnly && !node.IntegralNumbers;
            node.IsPlain = node is { Values: null, Applicators: null, UnevaluatedItems: < 0, UnevaluatedProperties: < 0 };
            node.IsLeaf = node is { Object: null, Array: null, Applicators: null, UnevaluatedItems: < 0, UnevaluatedProperties: < 0 };
        }
        return Target(root, aliases);
    }

    private static int Target(int node, Dictionary<int, int> aliases)
    {
        var end = node;
        while (end >= 0 && aliases.TryGetValue(end, out var next))
            end = next;
        // Whoever comes after takes one step: a row of references would be walked as often as it is long.
        while (node != end)
        {
            var next = aliases[node];
            aliases[node] = end;
            node = next;
        }
        return end;
    }

    private static void Redirect(ref SchemaNode node, Func<int, int> target)
    {
        foreach (var applicator in node.Applicators ?? [])
        {
            for (var i = 0; i < applicator.Nodes.Length; i++)
                applicator.Nodes[i] = target(applicator.Nodes[i]);
        }
        node.UnevaluatedItems = target(node.UnevaluatedItems);
        node.UnevaluatedProperties = target(node.UnevaluatedProperties);
        node.Array?.Redirect(target);
        node.Object?.Redirect(target);
    }

    /// <summary>Depth first over what applies to the same value, with a stack of its own.</summary>
    private static void RefuseCircles(SchemaNode[] nodes, IReadOnlyList<string> locations)
    {
        const byte open = 1, done = 2;
        var state = new byte[nodes.Length];
        var path = new Stack<(int Node, int[] Children, int Next)>();
        for (var start = 0; start < nodes.Length; start++)
        {
            if (state[start] != 0)
                continue;
            state[start] = open;
            path.Push((start, SameValue(in nodes[start]), 0));
            while (path.TryPop(out var top))
            {
                if (top.Next == top.Children.Length)
                {
                    state[top.Node] = done;
                    continue;
                }
                path.Push(top with { Next = top.Next + 1 });
                var next = top.Children[top.Next];
                if (next < 0)
                    continue;
                if (state[next] == open)
                    throw new JsonSchemaException("The schema applies itself to the same value, and so would never end. Put the reference below a property or an item.", locations[next]);
                if (state[next] == 0)
                {
                    state[next] = open;
                    path.Push((next, SameValue(in nodes[next]), 0));
                }
            }
        }
    }

    /// <summary>The nodes that apply to the same value; some may be <see cref="SchemaNode.None"/>.</summary>
    private static int[] SameValue(in SchemaNode node)
    {
        var dependencies = node.Object?.Dependencies ?? [];
        return (node.Applicators, dependencies.Length) switch
        {
            (null, 0) => [],
            // What most schemas with such nodes are: one reference.
            ([var only], 0) => only.Nodes,
            var (applicators, _) =>
            [
                .. (applicators ?? []).SelectMany(static applicator => applicator.Nodes),
                .. dependencies.Select(static dependency => dependency.Node),
            ],
        };
    }
}
