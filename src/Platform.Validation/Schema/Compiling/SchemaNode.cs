namespace Platform.Validation.Schema.Compiling;

/// <summary>One subschema as it is executed. Other nodes are named by their number; -1 is none.</summary>
internal struct SchemaNode
{
    /// <summary>No node.</summary>
    public const int None = -1;

    public const uint AllKinds = 0xFF;

    /// <summary>The kinds of value that are let in, a bit for each.</summary>
    public uint Kinds;

    /// <summary>Whether a number with a fraction or exponent is let in if it is an integer all the same.</summary>
    public bool IntegralNumbers;

    /// <summary>Whether <see cref="Kinds"/> says everything, but for <see cref="IntegralNumbers"/>.</summary>
    public bool IsKindsOnly;

    /// <summary>Whether <see cref="Kinds"/> says everything.</summary>
    public bool IsMask;

    /// <summary>Whether no other node takes part, so that it can be judged on the spot.</summary>
    public bool IsLeaf;

    /// <summary>Whether no value at all is let in because the schema says <c>false</c>.</summary>
    public bool IsFalse;

    /// <summary>Whether a value is judged by the plan for its kind alone, and an object in one walk over its members.</summary>
    public bool IsPlain;

    public StringPlan? String;
    public NumberPlan? Number;
    public ObjectPlan? Object;
    public ArrayPlan? Array;

    /// <summary><c>enum</c> and <c>const</c>.</summary>
    public ValuePlan[]? Values;

    /// <summary>What else applies to the same value.</summary>
    public Applicator[]? Applicators;

    public int UnevaluatedProperties;
    public int UnevaluatedItems;

    public static SchemaNode Anything => new() { Kinds = AllKinds, UnevaluatedProperties = None, UnevaluatedItems = None };
}
