namespace Platform.Validation.Schema.Compiling;

internal enum ApplicatorKind
{
    All,
    Any,
    One,
    Not,
    If,
}

/// <summary>Subschemas for the same value. For <see cref="ApplicatorKind.If"/>: condition, then, else.</summary>
internal sealed record Applicator(ApplicatorKind Kind, string Keyword, int[] Nodes);
