using System.Globalization;

namespace Platform.RateLimiting.AspNetCore.StructuredFields;

/// <summary>A bare item of RFC 9651, section 3.3, of one of its eight types.</summary>
internal abstract record BareItem
{
    public sealed record Integer(long Value) : BareItem;

    public sealed record Decimal(decimal Value) : BareItem;

    public sealed record String(string Value) : BareItem;

    public sealed record Token(string Value) : BareItem;

    public sealed record ByteSequence(byte[] Value) : BareItem
    {
        public bool Equals(ByteSequence? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value);

        public override int GetHashCode() => Value.Length;
    }

    public sealed record Boolean(bool Value) : BareItem;

    public sealed record Date(long Seconds) : BareItem;

    public sealed record DisplayString(string Value) : BareItem;

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}");
}

/// <summary>A key with its value: of parameters (section 3.1.2) or of a dictionary (section 3.2).</summary>
internal sealed record Member<TValue>(string Key, TValue Value);

/// <summary>What a list or a dictionary holds: an item or an inner list, with parameters.</summary>
internal abstract record StructuredMember(IReadOnlyList<Member<BareItem>> Parameters);

/// <summary>An item (section 3.3).</summary>
internal sealed record StructuredItem(BareItem Value, IReadOnlyList<Member<BareItem>> Parameters) : StructuredMember(Parameters);

/// <summary>An inner list (section 3.1.1).</summary>
internal sealed record InnerList(IReadOnlyList<StructuredItem> Items, IReadOnlyList<Member<BareItem>> Parameters) : StructuredMember(Parameters);
