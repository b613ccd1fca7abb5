namespace Platform.Validation.Schema.Compiling;

/// <summary>What is asked of an array.</summary>
internal sealed class ArrayPlan
{
    /// <summary>For the first items, one each.</summary>
    public int[] Prefix { get; init; } = [];

    public string PrefixKeyword { get; init; } = "prefixItems";

    /// <summary>For all other items.</summary>
    public int Items { get; set; } = SchemaNode.None;

    public string ItemsKeyword { get; init; } = "items";

    public int Contains { get; set; } = SchemaNode.None;

    public long MinContains { get; init; } = 1;

    public long MaxContains { get; init; } = long.MaxValue;

    /// <summary>Whether an item that <c>contains</c> matched counts as evaluated (2020-12).</summary>
    public bool ContainsEvaluates { get; init; }

    public long MinItems { get; init; }

    public long MaxItems { get; init; } = long.MaxValue;

    public bool Unique { get; init; }

    /// <summary>Gives each node that is named here another number, before the plan is used.</summary>
    public void Redirect(Func<int, int> target)
    {
        Items = target(Items);
        Contains = target(Contains);
        for (var i = 0; i < Prefix.Length; i++)
            Prefix[i] = target(Prefix[i]);
    }
}
