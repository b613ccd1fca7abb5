using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>The memory that one validation needs, kept for the next one.</summary>
internal sealed class EvaluationState
{
    private const int MostMarksKept = 1 << 14;

    // One for each thread: taking it needs no lock, and whoever is called while it is taken (a sink that validates) gets a new one.
    [ThreadStatic]
    private static EvaluationState? _idle;

    private ulong[] _marks = new ulong[16];

    public JsonTape Tape { get; } = new();

    public ByteScratch Scratch { get; } = new();

    public InstancePath Path { get; } = new();

    /// <summary>Bits for members and items: which have been evaluated, which names have been seen.</summary>
    public ulong[] Marks => _marks;

    public int MarksUsed { get; set; }

    public static EvaluationState Take()
    {
        var state = _idle ?? new EvaluationState();
        _idle = null;
        return state;
    }

    public void Return()
    {
        Tape.Release();
        Scratch.Release();
        Path.Clear();
        MarksUsed = 0;
        if (_marks.Length > MostMarksKept)
            _marks = new ulong[16];
        _idle = this;
    }

    /// <summary>Takes room for bits, all clear. It is given back by setting <see cref="MarksUsed"/> to what this gave.</summary>
    public int TakeMarks(int bits)
    {
        var start = MarksUsed;
        var used = start + ((bits + 63) >> 6);
        if (used > _marks.Length)
            Array.Resize(ref _marks, Math.Max(used, _marks.Length * 2));
        _marks.AsSpan(start, used - start).Clear();
        MarksUsed = used;
        return start;
    }

    public bool IsMarked(int marks, int bit) => (_marks[marks + (bit >> 6)] & (1ul << (bit & 63))) != 0;

    public void Mark(int marks, int bit) => _marks[marks + (bit >> 6)] |= 1ul << (bit & 63);

    public void MarkAll(int marks, int bits)
    {
        _marks.AsSpan(marks, bits >> 6).Fill(ulong.MaxValue);
        if ((bits & 63) != 0)
            _marks[marks + (bits >> 6)] |= (1ul << (bits & 63)) - 1;
    }

    public void Merge(int from, int to, int bits)
    {
        for (var word = 0; word < (bits + 63) >> 6; word++)
            _marks[to + word] |= _marks[from + word];
    }
}
