using Platform.Validation.Schema.Formats;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Compiling;

/// <summary>What is asked of a string. Lengths are in code points.</summary>
internal sealed class StringPlan
{
    public long MinLength { get; set; }

    public long MaxLength { get; set; } = long.MaxValue;

    public PatternMatcher? Pattern { get; set; }

    public StringFormat? Format { get; set; }

    /// <summary>Whether the characters matter, and not only how many there are.</summary>
    public bool NeedsText => Pattern is not null || Format is not null;
}
