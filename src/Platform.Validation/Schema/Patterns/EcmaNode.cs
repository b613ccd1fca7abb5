namespace Platform.Validation.Schema.Patterns;

/// <summary>A part of a regular expression of ECMA-262, as far as its meaning goes.</summary>
internal abstract record EcmaNode
{
    /// <summary>Whether a node of a kind is within this one.</summary>
    public bool Has<T>()
        where T : EcmaNode => this is T || this switch
        {
            Sequence sequence => sequence.Items.Any(static item => item.Has<T>()),
            Alternatives alternatives => alternatives.Choices.Any(static choice => choice.Has<T>()),
            Repeat repeat => repeat.Item.Has<T>(),
            Group group => group.Item.Has<T>(),
            Look look => look.Item.Has<T>(),
            _ => false,
        };

    /// <summary>The same language without groups, sequences within sequences and alternatives that are characters. Nothing may refer to a group.</summary>
    public EcmaNode Simplify()
    {
        switch (this)
        {
            case Group group:
                return group.Item.Simplify();
            case Sequence sequence:
                List<EcmaNode> items = [];
                foreach (var item in sequence.Items)
                {
                    if (item.Simplify() is var simple && simple is Sequence inner)
                        items.AddRange(inner.Items);
                    else
                        items.Add(simple);
                }
                return items.Count == 1 ? items[0] : new Sequence(items);
            case Alternatives alternatives:
                List<EcmaNode> choices = [.. alternatives.Choices.Select(static choice => choice.Simplify())];
                var sets = choices.OfType<Set>().ToList();
                if (sets.Count > 1)
                {
                    choices.RemoveAll(static choice => choice is Set);
                    choices.Add(new Set(CodePointSet.Of(sets.SelectMany(static set => set.Members.Ranges.ToArray()))));
                }
                return choices.Count == 1 ? choices[0] : new Alternatives(choices);
            case Repeat repeat:
                return repeat with { Item = repeat.Item.Simplify() };
            case Look look:
                return look with { Item = look.Item.Simplify() };
            default:
                return this;
        }
    }

    /// <summary>One code point out of a set.</summary>
    internal sealed record Set(CodePointSet Members) : EcmaNode;

    internal sealed record Sequence(IReadOnlyList<EcmaNode> Items) : EcmaNode;

    internal sealed record Alternatives(IReadOnlyList<EcmaNode> Choices) : EcmaNode;

    /// <summary>A repetition; a <c>Most</c> of -1 is without end.</summary>
    internal sealed record Repeat(EcmaNode Item, int Least, int Most, bool Lazy) : EcmaNode;

    /// <summary>A group; capturing ones are numbered from 1, and 0 does not capture.</summary>
    internal sealed record Group(EcmaNode Item, int Number) : EcmaNode;

    internal sealed record Start : EcmaNode;

    internal sealed record End : EcmaNode;

    internal sealed record WordBoundary(bool Negated) : EcmaNode;

    /// <summary>Looks ahead or behind; <c>Opening</c> is how it is opened, in .NET as in ECMA-262.</summary>
    internal sealed record Look(string Opening, EcmaNode Item) : EcmaNode;

    internal sealed record BackReference(int Number) : EcmaNode;
}
