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
        for (var i = 0; i < nodes.Length; i++)
            Redirect(ref nodes[i], aliases);
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

    private static void Redirect(ref SchemaNode node, Dictionary<int, int> aliases)
    {
        Redirect(node.Applicators?.Select(applicator => applicator.Nodes) ?? [], aliases);
        node.UnevaluatedItems = Target(node.UnevaluatedItems, aliases);
        node.UnevaluatedProperties = Target(node.UnevaluatedProperties, aliases);
        node.Array?.Redirect(child => Target(child, aliases));
        node.Object?.Redirect(child => Target(child, aliases));
    }

    private static void Redirect(IEnumerable<int[]> lists, Dictionary<int, int> aliases)
    {
        foreach (var list in lists)
        {
            for (var i = 0; i < list.Length; i++)
                list[i] = Target(list[i], aliases);
        }
    }

    /// <summary>Depth first over what applies to the same value, with a stack of its own.</summary>
    private static void RefuseCircles(SchemaNode[] nodes, IReadOnlyList<string> locations)
    {
        const byte open = 1, done = 2;
        var state = new byte[nodes.Length];
        var path = new Stack<(int Node, IEnumerator<int> Children)>();
        for (var start = 0; start < nodes.Length; start++)
        {
            if (state[start] != 0)
                continue;
            state[start] = open;
            path.Push((start, SameValue(nodes[start]).GetEnumerator()));
            while (path.TryPeek(out var top))
            {
                if (!top.Children.MoveNext())
                {
                    state[top.Node] = done;
                    path.Pop();
                    continue;
                }
                var next = top.Children.Current;
                if (state[next] == open)
                    throw new JsonSchemaException("The schema applies itself to the same value, and so would never end. Put the reference below a property or an item.", locations[next]);
                if (state[next] == 0)
                {
                    state[next] = open;
                    path.Push((next, SameValue(nodes[next]).GetEnumerator()));
                }
            }
        }
    }

    private static IEnumerable<int> SameValue(SchemaNode node) =>
        (node.Applicators ?? []).SelectMany(applicator => applicator.Nodes)
            .Concat(node.Object?.Dependencies.Select(dependency => dependency.Node) ?? [])
            .Where(child => child >= 0);
}
