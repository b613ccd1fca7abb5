using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Compiling;

/// <summary>What is asked of an object, so arranged that one walk over its members answers it.</summary>
internal sealed class ObjectPlan
{
    /// <summary>Every name that the plan knows; its number is its slot.</summary>
    public required PropertyMap Map { get; init; }

    public required PropertySlot[] Slots { get; init; }

    public PatternProperty[] Patterns { get; init; } = [];

    /// <summary>For names that neither <c>properties</c> nor a pattern knows.</summary>
    public int Additional { get; set; } = SchemaNode.None;

    public int PropertyNames { get; set; } = SchemaNode.None;

    public long MinProperties { get; init; }

    public long MaxProperties { get; init; } = long.MaxValue;

    /// <summary>How many names have to be remembered when seen: the required ones first, then those of dependencies.</summary>
    public int Tracked { get; init; }

    /// <summary>How many of the tracked names are required.</summary>
    public int Required { get; init; }

    /// <summary>The bits of the required names, where what is tracked fits into one word.</summary>
    public ulong RequiredBits => Required >= 64 ? ulong.MaxValue : (1ul << Required) - 1;

    /// <summary>The slot of each tracked name.</summary>
    public int[] TrackedSlots { get; init; } = [];

    public Dependency[] Dependencies { get; init; } = [];

    /// <summary>Whether members have to be looked at one by one.</summary>
    public bool WalksMembers { get; init; }

    /// <summary>Whether names have to be compared only with those the plan knows, and what is tracked fits into one word.</summary>
    public bool IsPlain => PropertyNames < 0 && Patterns.Length == 0 && Tracked <= 64 && Dependencies.Length == 0;

    /// <summary>Gives each node that is named here another number, before the plan is used.</summary>
    public void Redirect(Func<int, int> target)
    {
        Additional = target(Additional);
        PropertyNames = target(PropertyNames);
        for (var i = 0; i < Slots.Length; i++)
            Slots[i] = Slots[i] with { Node = target(Slots[i].Node), Patterns = [.. Slots[i].Patterns.Select(target)] };
        for (var i = 0; i < Patterns.Length; i++)
            Patterns[i] = Patterns[i] with { Node = target(Patterns[i].Node) };
        for (var i = 0; i < Dependencies.Length; i++)
            Dependencies[i] = Dependencies[i] with { Node = target(Dependencies[i].Node) };
    }
}

/// <summary>What is known about a name.</summary>
/// <param name="Node">What <c>properties</c> asks of it.</param>
/// <param name="Tracked">Its number among the tracked names, or -1.</param>
/// <param name="Patterns">What those patterns ask of it that it matches; found out when the schema was compiled.</param>
/// <param name="IsProperty">Whether <c>properties</c> or a pattern knows it; otherwise it is only named by a dependency or as required.</param>
internal readonly record struct PropertySlot(int Node, int Tracked, int[] Patterns, bool IsProperty)
{
    /// <summary>The bit of the tracked name where bits fit into one word; otherwise none.</summary>
    public ulong Bit { get; } = Tracked is >= 0 and < 64 ? 1ul << Tracked : 0;

    /// <summary>Whether <see cref="Node"/> is all that is asked of its value.</summary>
    public bool IsPlain { get; } = Node >= 0 && Patterns.Length == 0;
}

/// <summary>A pattern for names, and what it asks of the value.</summary>
internal readonly record struct PatternProperty(PatternMatcher Matcher, int Node);

/// <summary>What a property that is present asks for: others (by their number among the tracked names), or a subschema for the whole object.</summary>
internal readonly record struct Dependency(string Keyword, int Trigger, int[] Required, int Node);
