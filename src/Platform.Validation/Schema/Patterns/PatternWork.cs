namespace Platform.Validation.Schema.Patterns;

/// <summary>What making patterns has cost, in steps of a validation: one for each word of memory that is kept, and for each sixteen things that are looked at on the way.</summary>
/// <param name="most">How much it may be.</param>
internal sealed class PatternWork(long most)
{
    private const int WorkBits = 4;

    public long Steps { get; private set; }

    public bool IsTooMuch => Steps > most;

    public void Spend(long steps) => Steps += steps;

    /// <summary>Counts what is looked at, and not kept.</summary>
    public void Look(long things) => Steps += things >> WorkBits;
}
