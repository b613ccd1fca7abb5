using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>A text and its tape.</summary>
internal readonly ref struct TapeView(ReadOnlySpan<byte> json, uint[] words)
{
    public ReadOnlySpan<byte> Json { get; } = json;

    public uint[] Words { get; } = words;

    public uint KindOf(int index) => Words[index + 1] >> JsonTape.KindShift;

    /// <summary>The bytes of a scalar: of a string those between its quotes.</summary>
    public ReadOnlySpan<byte> Raw(int index) => Json.Slice((int)Words[index], (int)(Words[index + 1] & JsonTape.LengthMask));

    public bool IsEscaped(int index) => (Words[index + 1] & JsonTape.Escaped) != 0;

    public int Behind(int index) => JsonTape.Behind(Words, index);
}
