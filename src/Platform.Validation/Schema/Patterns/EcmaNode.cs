namespace Platform.Validation.Schema.Patterns;

/// <summary>A part of a regular expression of ECMA-262, as far as its meaning goes.</summary>
internal abstract record EcmaNode
{
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
